"""Reports of one day, written for these tests."""

from __future__ import annotations

IVUS = """INTRAVASCULAR ULTRASOUND REPORT
Date of service: 03/04/2026
Indication: swelling of the left leg.
IVUS of the left common iliac vein showed a stenosis of 75% with a minimal area of 40 mm2. Recordings archived.
Impression: compression of the left common iliac vein.
Signed, Ada Ferrow, MD
"""
VENOGRAM = """OPERATIVE NOTE
Date of operation: 03/04/2026
The left popliteal vein was accessed with a needle and a sheath was placed. Venography with contrast of the left leg and
iliac veins showed narrowing of the common iliac vein. A stent was placed in the left common iliac vein and dilated.
Signed, Ada Ferrow, MD
"""
STENT = """OPERATIVE NOTE
Date of operation: 03/04/2026
Through the sheath a stent was deployed in the left common iliac vein and dilated.
Signed, Ada Ferrow, MD
"""
BEDSIDE = """EMERGENCY DEPARTMENT POINT-OF-CARE ULTRASOUND
Date: 03/04/2026 10:00
Indication: right upper quadrant pain.
Focused right upper quadrant scan: gallbladder with stones, wall 3 mm, common bile duct 4 mm. Images stored.
Interpretation: gallstones. Signed, Jon Pell, MD
"""
ABDOMEN = """ULTRASOUND OF THE ABDOMEN, COMPLETE
Date: 03/04/2026
Indication: gallstones.
Findings: Liver 14 cm, normal. Gallbladder with stones to 9 mm. Common bile duct 4 mm. Pancreas normal. Spleen 10 cm.
Right kidney 10.6 cm, left kidney 11 cm. Upper abdominal aorta 1.9 cm. Inferior vena cava patent. Images in PACS.
Impression: gallstones. Signed, Lea Osk, MD
"""
BOTH_LEGS = """BILATERAL LOWER EXTREMITY VENOUS DUPLEX
Date: 03/04/2026
Indication: leg swelling.
Gray-scale, color and spectral Doppler. On both sides the common femoral, deep femoral, saphenofemoral
junction, femoral,
popliteal, posterior tibial and peroneal veins compress fully, flow is phasic with augmentation. Images stored.
Impression: no clot. Signed, Lea Osk, MD
"""
RIGHT_LEG = """RIGHT LOWER EXTREMITY VENOUS DUPLEX
Date: 03/04/2026
Indication: leg pain.
Gray-scale, color and spectral Doppler. Right common femoral, femoral, popliteal and posterior tibial veins are
compressible
with phasic flow and augmentation. Images stored. Impression: no clot. Signed, Lea Osk, MD
"""
RIGHT_ARM = """RIGHT UPPER EXTREMITY VENOUS DUPLEX
Date: 03/04/2026
Indication: arm swelling with a line.
Gray-scale, color and spectral Doppler. Right internal jugular, subclavian, axillary, brachial, basilic and
cephalic veins are
compressible with phasic flow. Images stored. Impression: no clot. Signed, Lea Osk, MD
"""
FISTULA = """DUPLEX OF THE LEFT ARM FISTULA
Date: 03/04/2026
Indication: falling flows.
Left brachiocephalic fistula: inflow brachial artery 180 cm/s, anastomosis 450 cm/s, outflow vein 90 cm/s, volume flow
400 mL/min. Color and spectral Doppler. Images stored. Impression: stenosis at the anastomosis. Signed, Lea Osk, MD
"""
MAPPING = """VESSEL MAPPING OF THE RIGHT ARM BEFORE DIALYSIS ACCESS
Date: 03/04/2026
Indication: end-stage kidney disease.
Right brachial artery 4.4 mm, radial artery 2.5 mm, ulnar artery 2.2 mm, triphasic. Right cephalic vein 3.1 mm
and basilic
vein 3.9 mm, compressible. Duplex with color and spectral Doppler. Images stored. Signed, Lea Osk, MD
"""
FILTER = """INFERIOR VENA CAVA FILTER PLACEMENT
Date: 03/04/2026
Indication: pulmonary embolism with bleeding.
The right internal jugular vein was accessed. Cavogram with contrast: 22 mm. The filter was deployed below the
renal veins.
Signed, Lea Osk, MD
"""
ACCESS = """ULTRASOUND GUIDANCE FOR VASCULAR ACCESS
Date: 03/04/2026
The right internal jugular vein is patent and compressible. Under real-time ultrasound the needle was seen
entering the vein.
A sheath was placed over a wire. The image was stored. Signed, Lea Osk, MD
"""
PICC_BLIND = """PICC PLACEMENT
Date: 03/04/2026
Indication: antibiotics, 60-year-old man.
The right basilic vein was punctured with a needle by palpation and the PICC was advanced over a guidewire.
Signed, Bo Lin, MD
"""
