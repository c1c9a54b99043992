/** The style of an invoice: black on white, for A4 and for a screen. */
export const INVOICE_STYLE = `
@page { size: A4; margin: 14mm 15mm 15mm; }
* { box-sizing: border-box; }
html { background: #e9e9e9; color: #000; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body {
  max-width: 210mm; min-height: 297mm; margin: 24px auto; padding: 16mm 15mm 18mm; background: #fff;
  font: 9.5pt/1.45 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums lining-nums; overflow-wrap: anywhere;
}
header { display: flex; justify-content: space-between; gap: 12mm; padding-bottom: 6mm; border-bottom: 1.5pt solid #000; }
h1 { margin: 0; font-size: 24pt; font-weight: 300; line-height: 1; letter-spacing: -0.01em; }
h2 { margin: 8mm 0 1.5mm; font-size: 8pt; font-weight: 700; letter-spacing: 0.09em; text-transform: uppercase; }
p { margin: 0; }
.number { margin-top: 2.5mm; color: #444; }
.seller { max-width: 80mm; text-align: right; white-space: pre-line; }
.seller::first-line { font-size: 11.5pt; font-weight: 700; }
.notice { margin-top: 6mm; padding: 3mm 4mm; border: 1pt solid #000; }
.notice b { letter-spacing: 0.09em; }
.preview::before {
  content: "PREVIEW"; position: fixed; inset: 0; display: grid; place-items: center; color: #000; opacity: 0.045;
  font-size: 96pt; font-weight: 700; letter-spacing: 0.05em; transform: rotate(-35deg); pointer-events: none;
}
.facts { display: grid; grid-template-columns: 1.4fr 1.2fr 1fr; gap: 8mm; margin: 7mm 0 0; }
.facts dt { margin-bottom: 1mm; font-size: 8pt; font-weight: 700; letter-spacing: 0.09em; text-transform: uppercase; }
.facts dd { margin: 0; }
.facts dd + dd { color: #444; }
.due { text-align: right; }
.due .amount { font-size: 20pt; font-weight: 700; line-height: 1.15; white-space: nowrap; }
small { display: block; color: #555; font-size: 7pt; font-weight: 400; line-height: 1.35; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 1.2mm 0 1.2mm 4mm; text-align: right; vertical-align: top; font-weight: 400; white-space: nowrap; }
th:first-child, td:first-child { min-width: 36mm; padding-left: 0; }
th:first-child, td:first-child, .left { text-align: left; white-space: normal; }
thead { display: table-header-group; }
thead th { border-bottom: 0.75pt solid #000; color: #444; font-size: 8pt; vertical-align: bottom; }
tbody tr { break-inside: avoid; }
tbody td { border-bottom: 0.5pt solid #ddd; }
tbody th { padding-top: 3mm; border-bottom: 0.5pt solid #999; font-weight: 700; break-after: avoid; }
tbody th .last4 { color: #444; font-weight: 400; white-space: nowrap; }
.money { width: 27mm; }
.totals { width: 92mm; margin: 7mm 0 0 auto; break-inside: avoid; }
.totals td { border-bottom: 0.5pt solid #ddd; }
.totals .sum td { border-bottom: 0.75pt solid #000; font-weight: 700; }
.totals .last td { padding-top: 2.5mm; border-bottom: 1.5pt solid #000; font-size: 12pt; font-weight: 700; }
footer { margin-top: 8mm; padding-top: 3mm; border-top: 0.5pt solid #999; color: #555; font-size: 7.5pt; break-inside: avoid; }
@media print {
  html { background: #fff; }
  body { max-width: none; min-height: 0; margin: 0; padding: 0; }
}
@media screen and (max-width: 700px) {
  body { margin: 0; padding: 6mm 5mm; }
  .facts { grid-template-columns: 1fr; }
  .due { text-align: left; }
  .totals { width: 100%; }
  .wide { overflow-x: auto; }
}
`
