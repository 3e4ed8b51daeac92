export { openPdf } from './pdf.ts'
