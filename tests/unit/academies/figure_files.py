"""Small invented files of figures in published layouts. Numbers lie outside the real range."""

from typing import Any

ABSENCE = {"LA": "999", "ESTAB": "4001", "URN": "900001", "PERCTOT": "5.5", "PPERSABS10": "14.4"}
CENSUS = {
    "URN": "900001",
    "LA": "999",
    "ESTAB": "4001",
    "NOR": "210",
    "PSENELSE": "1.3",
    "PSENELK": "3.3",
    "PNUMEAL": "17.2",
    "PNUMFSMEVER": "32.7",
}
KS4 = {
    "RECTYPE": "1",
    "LEA": "999",
    "ESTAB": "4001",
    "URN": "900001",
    "SCHNAME": "Alder School",
    "TPUP": "227",
    "ATT8SCR": "42.8",
    "P8MEA": "-0.44",
    "P8CILOW": "-0.61",
    "P8CIUPP": "-0.27",
    "PTL2BASICS_94": "52.4%",
    "PTL2BASICS_95": "29.5%",
    "PTEBACC_E_PTQ_EE": "48.5%",
    "EBACCAPS": "3.8",
}
KS4_PROVISIONAL = {**KS4, "P8MEA_ORIG": "-0.46"}
KS4_FINAL = {**KS4, "TOTATT8": "9716", "ATT8SCR_FSM6CLA1A": "35.1", "ATT8SCR_NFSM6CLA1A": "45"}
KS2 = {
    "RECTYPE": "1",
    "LEA": "999",
    "ESTAB": "2001",
    "URN": "900001",
    "TELIG": "58",
    "PTRWM_EXP": "57%",
    "PTRWM_HIGH": "9%",
    "READ_AVERAGE": "104",
    "MAT_AVERAGE": "103",
    "READPROG": "0.4",
    "READPROG_LOWER": "-1.1",
    "READPROG_UPPER": "1.9",
}
KS5 = {
    "RECTYPE": "1",
    "LEA": "999",
    "ESTAB": "4001",
    "URN": "900001",
    "TALLPUP_1618": "97",
    "TALLPPE_ALEV_1618": "28.45",
    "TALLPPE_ACAD_1618": "29.09",
    "TALLPPE_TLEV": "NE",
    "PTAAB_2FAC": "6.6%",
}
DESTINATIONS = {
    "RECTYPE": "1",
    "LEA": "999",
    "URN": "900001",
    "COHORT": "210",
    "OVERALL_DESTPER": "95%",
    "EDUCATIONPER": "85%",
    "APPRENPER": "6%",
    "EMPLOYMENTPER": "SP",
    "NOT_SUSTAINEDPER": "5%",
}
LONG = {"time_period": "202425", "geographic_level": "School", "school_urn": "900001", "school_laestab": "9994001"}
ABSENCE_LONG = {
    **LONG,
    "old_la_code": "999",
    "education_phase": "State-funded secondary",
    "sess_overall_percent": "7.80884",
    "sess_authorised_percent": "5.1",
    "sess_unauthorised_percent": "z",
    "enrolments_pa_10_exact_percent": "24.4",
}
KS2_LONG = {
    **LONG,
    "breakdown_topic": "All pupils",
    "breakdown": "Total",
    "subject": "Reading, writing and maths",
    "expected_standard_pupil_percent": "61",
    "higher_standard_pupil_percent": "c",
    "average_scaled_score": "z",
    "progress_measure_score": "z",
}
KS4_LONG = {
    **LONG,
    "breakdown_topic": "Total",
    "breakdown": "Total",
    "sex": "Total",
    "disadvantage_status": "Total",
    "first_language": "Total",
    "prior_attainment": "Total",
    "mobility": "Total",
    "pupil_count": "180",
    "attainment8_average": "45.9",
    "progress8_average": "z",
    "engmath_94_percent": "64.2",
    "engmath_95_percent": "44.1",
    "ebacc_entering_percent": "low",
    "ebacc_aps_average": "4.02",
}
KS5_LONG = {
    **LONG,
    "version": "Revised",
    "exam_cohort": "A level",
    "disadvantage_status": "Total",
    "aps_per_entry": "33.1",
    "value_added": "0.1",
    "value_added_lower_ci": "-0.1",
    "value_added_upper_ci": "0.3",
    "retained_percent": "91",
}
SUSPENSIONS = {**LONG, "susp_rate": "11.3", "perm_excl_rate": "0.1"}

# Name of a file -> a row of it. The names say year and status where the files themselves do not.
EVERY: dict[str, dict[str, Any]] = {
    "england_abs_2018-19.csv": ABSENCE,
    "england_census_2018-19.csv": CENSUS,
    "england_ks2final_2018-19.csv": KS2,
    "england_ks4provisional_2018-19.csv": KS4_PROVISIONAL,
    "england_ks4final_2018-19.csv": KS4_FINAL,
    "england_ks4-pupdest_2018-19.csv": DESTINATIONS,
    "england_ks5final_2018-19.csv": KS5,
    "absence_school.csv": ABSENCE_LONG,
    "ks2_revised.csv": KS2_LONG,
    "ks4_final.csv": KS4_LONG,
    "ks5.csv": KS5_LONG,
    "suspensions.csv": SUSPENSIONS,
}
