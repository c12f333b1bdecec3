"""Headers as hospitals print them above a report, of every kind; no hospital, patient or physician is real."""

from __future__ import annotations

HOSPITAL = "Lakeview Regional Hospital\nDepartment of Radiology\n\n"
PATIENT = (
    "Patient Name: DOE, JANE A\nMRN: 00482913\nDOB: 04/12/1961\nSex: F\nAccession #: A26-118273\n"
    "Ordering Physician: M. Hale, MD\n\n"
)
#: None of them tells the day of the examination or who signed.
LETTERHEADS = {
    "hospital and department": HOSPITAL,
    "all capitals": HOSPITAL.upper() + "LAKEVIEW, OH 44107\n\n",
    "centred": "".join(f"{line:^78}".rstrip() + "\n" for line in HOSPITAL.strip().split("\n")) + "\n",
    "address": (
        "St. Brendan's Medical Center\n48 Abbey Street, Suite 210\nNorfield, MA 01982\n"
        "Phone: (555) 884-1200   Fax: (555) 884-1299\nwww.stbrendans.example\n\n"
    ),
    "patient in one column": PATIENT,
    "patient in two columns": (
        "Patient: Marrow, Peter            MRN: 7719025\nDOB: 11/02/1948                   Sex: M\n"
        "Accession: US-26-0091             Referring physician: Dr. Ann Kessler\n\n"
    ),
    "patient between bars": (
        "| Name | Ngo, Lan | MRN | 3381920 |\n| DOB | 08/07/1975 | Sex | F |\n\n"
    ),
    "name of the paper": "VASCULAR LABORATORY\n** FINAL REPORT **\n\n",
    "accession": "Accession Number: 0012883746   Report status: Final\n\n",
    "letterhead, patient and rule": HOSPITAL + PATIENT.rstrip("\n") + "\n" + "-" * 60 + "\n\n",
    "fax": "03/05/2026 08:14 AM  FROM: LAKEVIEW REGIONAL HOSPITAL  TO: (555) 884-1299  P. 1/2\n\n",
    "first page of several": HOSPITAL.rstrip("\n") + "\nPage 1 of 2\n" + PATIENT,
}
