import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import trust.ids
import trust.tenancy.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AccountMail',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('label', models.CharField(max_length=100)),
                ('token_hash', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-created_at'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ExampleMail',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('message_id', models.CharField(max_length=200)),
                ('to', models.CharField(max_length=400)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=200)),
                ('role', models.CharField(choices=[('chief_executive', 'chief executive'), ('director', 'director'), ('trust_officer', 'trust officer'), ('trustee', 'trustee'), ('specialist', 'specialist'), ('administrator', 'administrator'), ('coordinator', 'coordinator'), ('cluster_lead', 'cluster lead'), ('academy_staff', 'member of an academy')], max_length=20)),
                ('remit', models.CharField(choices=[('all', 'all phases'), ('primary', 'primary'), ('secondary', 'secondary')], default='all', max_length=10)),
                ('title', models.CharField(blank=True, max_length=100)),
                ('academy_id', models.UUIDField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=20)),
                ('until_on', models.DateField(blank=True, null=True)),
                ('token_hash', models.CharField(max_length=64)),
                ('invited_by_name', models.CharField(max_length=200)),
                ('invited_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-invited_at'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('title', models.CharField(max_length=200)),
                ('version', models.CharField(max_length=80)),
                ('as_at', models.DateTimeField()),
                ('parameters', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('preparing', 'preparing'), ('ready', 'ready'), ('failed', 'failed')], default='preparing', max_length=10)),
                ('fault', models.CharField(blank=True, max_length=300)),
                ('asked_by', models.UUIDField(blank=True, null=True)),
                ('asked_by_name', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-asked_at'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SchoolYear',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
            ],
            options={
                'ordering': ['starts_on'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('quarantined', 'waiting for the virus check'), ('clean', 'ready'), ('infected', 'refused by the virus check')], default='clean', max_length=12)),
                ('owner_kind', models.CharField(max_length=40)),
                ('owner_id', models.UUIDField()),
                ('uploaded_by', models.UUIDField(blank=True, null=True)),
                ('uploaded_by_name', models.CharField(max_length=200)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-uploaded_at'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('is_active', models.BooleanField(default=True)),
                ('is_operator', models.BooleanField(default=False)),
                ('is_example', models.BooleanField(default=False)),
                ('date_joined', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(choices=[('chief_executive', 'chief executive'), ('director', 'director'), ('trust_officer', 'trust officer'), ('trustee', 'trustee'), ('specialist', 'specialist'), ('administrator', 'administrator'), ('coordinator', 'coordinator'), ('cluster_lead', 'cluster lead'), ('academy_staff', 'member of an academy')], max_length=20)),
                ('remit', models.CharField(choices=[('all', 'all phases'), ('primary', 'primary'), ('secondary', 'secondary')], default='all', max_length=10)),
                ('title', models.CharField(blank=True, max_length=100)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='InvitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('trust', trust.tenancy.fields.HistoryTrust(db_column='trust_id')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=200)),
                ('role', models.CharField(choices=[('chief_executive', 'chief executive'), ('director', 'director'), ('trust_officer', 'trust officer'), ('trustee', 'trustee'), ('specialist', 'specialist'), ('administrator', 'administrator'), ('coordinator', 'coordinator'), ('cluster_lead', 'cluster lead'), ('academy_staff', 'member of an academy')], max_length=20)),
                ('remit', models.CharField(choices=[('all', 'all phases'), ('primary', 'primary'), ('secondary', 'secondary')], default='all', max_length=10)),
                ('title', models.CharField(blank=True, max_length=100)),
                ('academy_id', models.UUIDField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=20)),
                ('until_on', models.DateField(blank=True, null=True)),
                ('token_hash', models.CharField(max_length=64)),
                ('invited_by_name', models.CharField(max_length=200)),
                ('invited_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='trust.invitation')),
                ('invited_by', trust.tenancy.fields.TenantForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trust.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=trust.tenancy.fields.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.membership'),
        ),
        migrations.CreateModel(
            name='ApiTokenEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('trust', trust.tenancy.fields.HistoryTrust(db_column='trust_id')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, serialize=False)),
                ('label', models.CharField(max_length=100)),
                ('token_hash', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='trust.apitoken')),
                ('membership', trust.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trust.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='apitoken',
            name='membership',
            field=trust.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='trust.membership'),
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('trust', trust.tenancy.fields.HistoryTrust(db_column='trust_id')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(choices=[('chief_executive', 'chief executive'), ('director', 'director'), ('trust_officer', 'trust officer'), ('trustee', 'trustee'), ('specialist', 'specialist'), ('administrator', 'administrator'), ('coordinator', 'coordinator'), ('cluster_lead', 'cluster lead'), ('academy_staff', 'member of an academy')], max_length=20)),
                ('remit', models.CharField(choices=[('all', 'all phases'), ('primary', 'primary'), ('secondary', 'secondary')], default='all', max_length=10)),
                ('title', models.CharField(blank=True, max_length=100)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=300)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='trust.membership')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SchoolYearEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('trust', trust.tenancy.fields.HistoryTrust(db_column='trust_id')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, serialize=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='trust.schoolyear')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('trust', trust.tenancy.fields.HistoryTrust(db_column='trust_id')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('title', models.CharField(max_length=200)),
                ('version', models.CharField(max_length=80)),
                ('as_at', models.DateTimeField()),
                ('parameters', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('preparing', 'preparing'), ('ready', 'ready'), ('failed', 'failed')], default='preparing', max_length=10)),
                ('fault', models.CharField(blank=True, max_length=300)),
                ('asked_by', models.UUIDField(blank=True, null=True)),
                ('asked_by_name', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='trust.report')),
                ('file', trust.tenancy.fields.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trust.storedfile')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='report',
            name='file',
            field=trust.tenancy.fields.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.storedfile'),
        ),
        migrations.CreateModel(
            name='StoredFileEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('trust', trust.tenancy.fields.HistoryTrust(db_column='trust_id')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('quarantined', 'waiting for the virus check'), ('clean', 'ready'), ('infected', 'refused by the virus check')], default='clean', max_length=12)),
                ('owner_kind', models.CharField(max_length=40)),
                ('owner_id', models.UUIDField()),
                ('uploaded_by', models.UUIDField(blank=True, null=True)),
                ('uploaded_by_name', models.CharField(max_length=200)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='trust.storedfile')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('break_starts_on', models.DateField(blank=True, null=True)),
                ('break_ends_on', models.DateField(blank=True, null=True)),
                ('school_year', trust.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='trust.schoolyear')),
            ],
            options={
                'ordering': ['starts_on'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='TermEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('trust', trust.tenancy.fields.HistoryTrust(db_column='trust_id')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, serialize=False)),
                ('name', models.CharField(max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('break_starts_on', models.DateField(blank=True, null=True)),
                ('break_ends_on', models.DateField(blank=True, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='trust.term')),
                ('school_year', trust.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='trust.schoolyear')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Trust',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(max_length=50, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$', 'Use small letters, digits and single hyphens, at most 50.')])),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('multi_academy_trust', 'multi-academy trust'), ('partnership', 'partnership')], max_length=30)),
                ('state', models.CharField(choices=[('active', 'active'), ('closed', 'closed')], default='active', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['multi_academy_trust', 'partnership'])), name='trust_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['active', 'closed'])), name='trust_state_known')],
            },
        ),
        migrations.AddField(
            model_name='term',
            name='trust',
            field=trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust'),
        ),
        migrations.AddField(
            model_name='storedfile',
            name='trust',
            field=trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust'),
        ),
        migrations.AddField(
            model_name='schoolyear',
            name='trust',
            field=trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust'),
        ),
        migrations.AddField(
            model_name='report',
            name='trust',
            field=trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust'),
        ),
        migrations.CreateModel(
            name='MembershipIndex',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('membership_id', models.UUIDField(unique=True)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('last_seen_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trusts', to=settings.AUTH_USER_MODEL)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='trust.trust')),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'trust'], name='membershipindex_door')],
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='trust',
            field=trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust'),
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=400)),
                ('payload', models.JSONField(default=dict)),
                ('asked_by_name', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('due', 'waiting'), ('leased', 'being done'), ('handing_over', 'being handed over'), ('done', 'done'), ('failed', 'failed'), ('unknown', 'uncertain')], default='due', max_length=12)),
                ('fault', models.CharField(blank=True, max_length=500)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('trust', trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust')),
            ],
            options={
                'ordering': ['-asked_at'],
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('trust', 'kind', 'key'), name='job_key_once'), models.CheckConstraint(condition=models.Q(('state__in', ['due', 'leased', 'handing_over', 'done', 'failed', 'unknown'])), name='job_state_known')],
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='trust',
            field=trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust'),
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('queue', models.CharField(max_length=10)),
                ('kind', models.CharField(max_length=40)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('due', 'waiting'), ('leased', 'being done'), ('handing_over', 'being handed over'), ('done', 'done'), ('failed', 'failed'), ('unknown', 'uncertain')], default='due', max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('rung_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('trust', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='trust.trust')),
            ],
            options={
                'verbose_name_plural': 'due',
                'indexes': [models.Index(condition=models.Q(('state__in', ['due', 'leased', 'handing_over'])), fields=['queue', 'due_at'], name='due_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['due', 'leased', 'handing_over', 'done', 'failed', 'unknown'])), name='due_state_known')],
            },
        ),
        migrations.AddField(
            model_name='apitoken',
            name='trust',
            field=trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust'),
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('verb', models.CharField(max_length=40)),
                ('sentence', models.CharField(max_length=400)),
                ('from_state', models.CharField(blank=True, max_length=30)),
                ('to_state', models.CharField(blank=True, max_length=30)),
                ('note', models.TextField(blank=True)),
                ('academy_id', models.UUIDField(blank=True, null=True)),
                ('circle', models.CharField(blank=True, max_length=20)),
                ('by_membership', models.UUIDField(blank=True, null=True)),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('trust', trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust')),
            ],
            options={
                'verbose_name_plural': 'activities',
                'ordering': ['-at', '-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['trust', 'subject_id', '-at'], name='activity_of_subject'), models.Index(fields=['trust', '-at'], name='activity_feed'), models.Index(fields=['trust', 'academy_id', '-at'], name='activity_of_academy')],
            },
        ),
        migrations.CreateModel(
            name='TrustSettings',
            fields=[
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('group_uid', models.PositiveIntegerField(blank=True, null=True)),
                ('ukprn', models.CharField(blank=True, max_length=8)),
                ('brand_colour', models.CharField(blank=True, max_length=7)),
                ('contact_name', models.CharField(blank=True, max_length=200)),
                ('contact_email', models.EmailField(blank=True, max_length=254)),
                ('complaint_url', models.URLField(blank=True)),
                ('centre_sees_drafts', models.BooleanField(default=False)),
                ('heads_see_whole_matrix', models.BooleanField(default=False)),
                ('senior_leaders_see_own_row', models.BooleanField(default=True)),
                ('grade_required_in_sef', models.BooleanField(default=True)),
                ('small_number_threshold', models.PositiveSmallIntegerField(default=6)),
                ('words', models.JSONField(blank=True, default=dict)),
                ('trust', trust.tenancy.fields.TrustKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trust.trust')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('trust',), name='trustsettings_one_each')],
            },
        ),
        migrations.CreateModel(
            name='TrustSettingsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('trust', trust.tenancy.fields.HistoryTrust(db_column='trust_id')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=trust.ids.uuid7, editable=False, serialize=False)),
                ('group_uid', models.PositiveIntegerField(blank=True, null=True)),
                ('ukprn', models.CharField(blank=True, max_length=8)),
                ('brand_colour', models.CharField(blank=True, max_length=7)),
                ('contact_name', models.CharField(blank=True, max_length=200)),
                ('contact_email', models.EmailField(blank=True, max_length=254)),
                ('complaint_url', models.URLField(blank=True)),
                ('centre_sees_drafts', models.BooleanField(default=False)),
                ('heads_see_whole_matrix', models.BooleanField(default=False)),
                ('senior_leaders_see_own_row', models.BooleanField(default=True)),
                ('grade_required_in_sef', models.BooleanField(default=True)),
                ('small_number_threshold', models.PositiveSmallIntegerField(default=6)),
                ('words', models.JSONField(blank=True, default=dict)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='trust.trustsettings')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('trust', 'school_year', 'name'), name='term_name_once'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='term_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('break_ends_on__isnull', True), ('break_starts_on__isnull', True)), models.Q(('break_ends_on__gte', models.F('break_starts_on')), ('break_ends_on__lt', models.F('ends_on')), ('break_starts_on__gt', models.F('starts_on'))), _connector='OR'), name='term_break_inside'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='term',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_termevent" ("break_ends_on", "break_starts_on", "ends_on", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_year_id", "starts_on", "trust_id") VALUES (NEW."break_ends_on", NEW."break_starts_on", NEW."ends_on", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."school_year_id", NEW."starts_on", NEW."trust_id"); RETURN NULL;', hash='b787e17fbe58328f59cc3542b361a629d6f19845', operation='INSERT', pgid='pgtrigger_insert_insert_e92ab', table='trust_term', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='term',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trust_termevent" ("break_ends_on", "break_starts_on", "ends_on", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_year_id", "starts_on", "trust_id") VALUES (NEW."break_ends_on", NEW."break_starts_on", NEW."ends_on", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."school_year_id", NEW."starts_on", NEW."trust_id"); RETURN NULL;', hash='033107fadf2b4c5dbebe4c82ffbdca03e553144d', operation='UPDATE', pgid='pgtrigger_update_update_a711c', table='trust_term', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='term',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_termevent" ("break_ends_on", "break_starts_on", "ends_on", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_year_id", "starts_on", "trust_id") VALUES (OLD."break_ends_on", OLD."break_starts_on", OLD."ends_on", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."school_year_id", OLD."starts_on", OLD."trust_id"); RETURN NULL;', hash='eb934faa85f9fe7f4330bcf55bf3c9d1ab71e2d3', operation='DELETE', pgid='pgtrigger_delete_delete_bc5c7', table='trust_term', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(fields=['trust', 'owner_kind', 'owner_id'], name='storedfile_by_owner'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['quarantined', 'clean', 'infected'])), name='storedfile_state_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='storedfile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_storedfileevent" ("content_type", "id", "name", "owner_id", "owner_kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "state", "trust_id", "uploaded_at", "uploaded_by", "uploaded_by_name") VALUES (NEW."content_type", NEW."id", NEW."name", NEW."owner_id", NEW."owner_kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."sha256", NEW."size", NEW."state", NEW."trust_id", NEW."uploaded_at", NEW."uploaded_by", NEW."uploaded_by_name"); RETURN NULL;', hash='8b53937cbe336879011da2b437b3102abea0f001', operation='INSERT', pgid='pgtrigger_insert_insert_5eb32', table='trust_storedfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='storedfile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trust_storedfileevent" ("content_type", "id", "name", "owner_id", "owner_kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "state", "trust_id", "uploaded_at", "uploaded_by", "uploaded_by_name") VALUES (NEW."content_type", NEW."id", NEW."name", NEW."owner_id", NEW."owner_kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."sha256", NEW."size", NEW."state", NEW."trust_id", NEW."uploaded_at", NEW."uploaded_by", NEW."uploaded_by_name"); RETURN NULL;', hash='3e72597f4b618759622286c89650d249d1e09845', operation='UPDATE', pgid='pgtrigger_update_update_6f025', table='trust_storedfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='storedfile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_storedfileevent" ("content_type", "id", "name", "owner_id", "owner_kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "state", "trust_id", "uploaded_at", "uploaded_by", "uploaded_by_name") VALUES (OLD."content_type", OLD."id", OLD."name", OLD."owner_id", OLD."owner_kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."sha256", OLD."size", OLD."state", OLD."trust_id", OLD."uploaded_at", OLD."uploaded_by", OLD."uploaded_by_name"); RETURN NULL;', hash='7f1b851fedfce2ba1ac5a4c15cb30f74994659f7', operation='DELETE', pgid='pgtrigger_delete_delete_012ad', table='trust_storedfile', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='schoolyear',
            constraint=models.UniqueConstraint(fields=('trust', 'starts_on'), name='schoolyear_once'),
        ),
        migrations.AddConstraint(
            model_name='schoolyear',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='schoolyear_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolyear',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_schoolyearevent" ("ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "trust_id") VALUES (NEW."ends_on", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."trust_id"); RETURN NULL;', hash='a109121fc797196045e6780abc533e123fd85feb', operation='INSERT', pgid='pgtrigger_insert_insert_990e2', table='trust_schoolyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolyear',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trust_schoolyearevent" ("ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "trust_id") VALUES (NEW."ends_on", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."starts_on", NEW."trust_id"); RETURN NULL;', hash='4361926af44b1aefd31a6ee10b2ee07f0ec436c2', operation='UPDATE', pgid='pgtrigger_update_update_dd0f8', table='trust_schoolyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolyear',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_schoolyearevent" ("ends_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "trust_id") VALUES (OLD."ends_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."starts_on", OLD."trust_id"); RETURN NULL;', hash='bf99356a0b109d6e5378ea8d9237f6cc3aac0b92', operation='DELETE', pgid='pgtrigger_delete_delete_e590f', table='trust_schoolyear', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['trust', 'kind', 'subject_id'], name='report_of_subject'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'ready', 'failed'])), name='report_state_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_reportevent" ("as_at", "asked_at", "asked_by", "asked_by_name", "fault", "file_id", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subject_id", "title", "trust_id", "version") VALUES (NEW."as_at", NEW."asked_at", NEW."asked_by", NEW."asked_by_name", NEW."fault", NEW."file_id", NEW."id", NEW."kind", NEW."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."state", NEW."subject_id", NEW."title", NEW."trust_id", NEW."version"); RETURN NULL;', hash='e64ec0311571d6d2bfb0f89860776bbac56eeb90', operation='INSERT', pgid='pgtrigger_insert_insert_0f4ce', table='trust_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trust_reportevent" ("as_at", "asked_at", "asked_by", "asked_by_name", "fault", "file_id", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subject_id", "title", "trust_id", "version") VALUES (NEW."as_at", NEW."asked_at", NEW."asked_by", NEW."asked_by_name", NEW."fault", NEW."file_id", NEW."id", NEW."kind", NEW."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."state", NEW."subject_id", NEW."title", NEW."trust_id", NEW."version"); RETURN NULL;', hash='4c6ac7d2b61014dea62f1c2f4b0bab1cabb101cf', operation='UPDATE', pgid='pgtrigger_update_update_00ef9', table='trust_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_reportevent" ("as_at", "asked_at", "asked_by", "asked_by_name", "fault", "file_id", "id", "kind", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subject_id", "title", "trust_id", "version") VALUES (OLD."as_at", OLD."asked_at", OLD."asked_by", OLD."asked_by_name", OLD."fault", OLD."file_id", OLD."id", OLD."kind", OLD."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."state", OLD."subject_id", OLD."title", OLD."trust_id", OLD."version"); RETURN NULL;', hash='c954b91ba1357b5732c8678d1b248f7688ec2247', operation='DELETE', pgid='pgtrigger_delete_delete_d8ce8', table='trust_report', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['trust', 'user'], name='membership_by_user'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['chief_executive', 'director', 'trust_officer', 'trustee', 'specialist', 'administrator', 'coordinator', 'cluster_lead', 'academy_staff'])), name='membership_role_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('remit__in', ['all', 'primary', 'secondary'])), name='membership_remit_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('trust', 'user'), name='membership_one_open'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', django.db.models.expressions.CombinedExpression(models.F('from_on'), '-', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='membership_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_membershipevent" ("email", "ended_reason", "from_on", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remit", "role", "title", "trust_id", "until_on", "user_id") VALUES (NEW."email", NEW."ended_reason", NEW."from_on", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."remit", NEW."role", NEW."title", NEW."trust_id", NEW."until_on", NEW."user_id"); RETURN NULL;', hash='a6d82c363bad470ecfb6e73cb8016b1e71e71023', operation='INSERT', pgid='pgtrigger_insert_insert_8be84', table='trust_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trust_membershipevent" ("email", "ended_reason", "from_on", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remit", "role", "title", "trust_id", "until_on", "user_id") VALUES (NEW."email", NEW."ended_reason", NEW."from_on", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."remit", NEW."role", NEW."title", NEW."trust_id", NEW."until_on", NEW."user_id"); RETURN NULL;', hash='776e6e2d87ca2dbadea09a4afc9ebcba920bf813', operation='UPDATE', pgid='pgtrigger_update_update_aed12', table='trust_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_membershipevent" ("email", "ended_reason", "from_on", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remit", "role", "title", "trust_id", "until_on", "user_id") VALUES (OLD."email", OLD."ended_reason", OLD."from_on", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."remit", OLD."role", OLD."title", OLD."trust_id", OLD."until_on", OLD."user_id"); RETURN NULL;', hash='995430792b6d6023fa5d57965e219628fe8436b5', operation='DELETE', pgid='pgtrigger_delete_delete_175d9', table='trust_membership', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['chief_executive', 'director', 'trust_officer', 'trustee', 'specialist', 'administrator', 'coordinator', 'cluster_lead', 'academy_staff'])), name='invitation_role_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('trust', 'token_hash'), name='invitation_token_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_invitationevent" ("academy_id", "accepted_at", "email", "expires_at", "id", "invited_at", "invited_by_id", "invited_by_name", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "remit", "role", "title", "token_hash", "trust_id", "until_on", "withdrawn_at") VALUES (NEW."academy_id", NEW."accepted_at", NEW."email", NEW."expires_at", NEW."id", NEW."invited_at", NEW."invited_by_id", NEW."invited_by_name", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."place", NEW."remit", NEW."role", NEW."title", NEW."token_hash", NEW."trust_id", NEW."until_on", NEW."withdrawn_at"); RETURN NULL;', hash='463b73da02cd75b52e7dc485ab38107ed6a49833', operation='INSERT', pgid='pgtrigger_insert_insert_34632', table='trust_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trust_invitationevent" ("academy_id", "accepted_at", "email", "expires_at", "id", "invited_at", "invited_by_id", "invited_by_name", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "remit", "role", "title", "token_hash", "trust_id", "until_on", "withdrawn_at") VALUES (NEW."academy_id", NEW."accepted_at", NEW."email", NEW."expires_at", NEW."id", NEW."invited_at", NEW."invited_by_id", NEW."invited_by_name", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."place", NEW."remit", NEW."role", NEW."title", NEW."token_hash", NEW."trust_id", NEW."until_on", NEW."withdrawn_at"); RETURN NULL;', hash='b357fa2500906a575ba97813e55a5e863127d3e2', operation='UPDATE', pgid='pgtrigger_update_update_a6ac3', table='trust_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_invitationevent" ("academy_id", "accepted_at", "email", "expires_at", "id", "invited_at", "invited_by_id", "invited_by_name", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "remit", "role", "title", "token_hash", "trust_id", "until_on", "withdrawn_at") VALUES (OLD."academy_id", OLD."accepted_at", OLD."email", OLD."expires_at", OLD."id", OLD."invited_at", OLD."invited_by_id", OLD."invited_by_name", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."place", OLD."remit", OLD."role", OLD."title", OLD."token_hash", OLD."trust_id", OLD."until_on", OLD."withdrawn_at"); RETURN NULL;', hash='cb9088937b281fa249b45f6f3fa7b8dcd368c3e4', operation='DELETE', pgid='pgtrigger_delete_delete_fa793', table='trust_invitation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.UniqueConstraint(fields=('trust', 'token_hash'), name='apitoken_token_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apitoken',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_apitokenevent" ("created_at", "expires_at", "id", "label", "last_used_at", "membership_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "token_hash", "trust_id") VALUES (NEW."created_at", NEW."expires_at", NEW."id", NEW."label", NEW."last_used_at", NEW."membership_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."revoked_at", NEW."scopes", NEW."token_hash", NEW."trust_id"); RETURN NULL;', hash='bf4e263b4db46d20f232a744e0c27a4e563c5b8e', operation='INSERT', pgid='pgtrigger_insert_insert_e3fec', table='trust_apitoken', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apitoken',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trust_apitokenevent" ("created_at", "expires_at", "id", "label", "last_used_at", "membership_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "token_hash", "trust_id") VALUES (NEW."created_at", NEW."expires_at", NEW."id", NEW."label", NEW."last_used_at", NEW."membership_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."revoked_at", NEW."scopes", NEW."token_hash", NEW."trust_id"); RETURN NULL;', hash='d618e76326c068645637199bad131d6a28359374', operation='UPDATE', pgid='pgtrigger_update_update_03237', table='trust_apitoken', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apitoken',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_apitokenevent" ("created_at", "expires_at", "id", "label", "last_used_at", "membership_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "token_hash", "trust_id") VALUES (OLD."created_at", OLD."expires_at", OLD."id", OLD."label", OLD."last_used_at", OLD."membership_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."revoked_at", OLD."scopes", OLD."token_hash", OLD."trust_id"); RETURN NULL;', hash='01a57665cfe5e46983d3c429322cfb202c1f0645', operation='DELETE', pgid='pgtrigger_delete_delete_dfe0f', table='trust_apitoken', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trustsettings',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_trustsettingsevent" ("brand_colour", "centre_sees_drafts", "complaint_url", "contact_email", "contact_name", "grade_required_in_sef", "group_uid", "heads_see_whole_matrix", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "senior_leaders_see_own_row", "small_number_threshold", "trust_id", "ukprn", "words") VALUES (NEW."brand_colour", NEW."centre_sees_drafts", NEW."complaint_url", NEW."contact_email", NEW."contact_name", NEW."grade_required_in_sef", NEW."group_uid", NEW."heads_see_whole_matrix", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."senior_leaders_see_own_row", NEW."small_number_threshold", NEW."trust_id", NEW."ukprn", NEW."words"); RETURN NULL;', hash='3fc43b8ff310cd336010dc6fcf80db451c9a0555', operation='INSERT', pgid='pgtrigger_insert_insert_ba330', table='trust_trustsettings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trustsettings',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "trust_trustsettingsevent" ("brand_colour", "centre_sees_drafts", "complaint_url", "contact_email", "contact_name", "grade_required_in_sef", "group_uid", "heads_see_whole_matrix", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "senior_leaders_see_own_row", "small_number_threshold", "trust_id", "ukprn", "words") VALUES (NEW."brand_colour", NEW."centre_sees_drafts", NEW."complaint_url", NEW."contact_email", NEW."contact_name", NEW."grade_required_in_sef", NEW."group_uid", NEW."heads_see_whole_matrix", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."senior_leaders_see_own_row", NEW."small_number_threshold", NEW."trust_id", NEW."ukprn", NEW."words"); RETURN NULL;', hash='d62dd493d718659010d587296ecdd834137af338', operation='UPDATE', pgid='pgtrigger_update_update_badc9', table='trust_trustsettings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trustsettings',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "trust_trustsettingsevent" ("brand_colour", "centre_sees_drafts", "complaint_url", "contact_email", "contact_name", "grade_required_in_sef", "group_uid", "heads_see_whole_matrix", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "senior_leaders_see_own_row", "small_number_threshold", "trust_id", "ukprn", "words") VALUES (OLD."brand_colour", OLD."centre_sees_drafts", OLD."complaint_url", OLD."contact_email", OLD."contact_name", OLD."grade_required_in_sef", OLD."group_uid", OLD."heads_see_whole_matrix", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."senior_leaders_see_own_row", OLD."small_number_threshold", OLD."trust_id", OLD."ukprn", OLD."words"); RETURN NULL;', hash='f1c8308f3b3c6045a003122f849c94ca65280645', operation='DELETE', pgid='pgtrigger_delete_delete_1268f', table='trust_trustsettings', when='AFTER')),
        ),
    ]
