import { fileURLToPath } from 'node:url'
import PdfDocument from 'pdfkit'

const font = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'))
const boldFont = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'))

/** A document of titles and tables, to print or to hand on. */
interface Pdf {
  section(title: string): void
  /** A table; titles that are all empty are left out, and no rows are told as `none`. */
  list(titles: readonly string[], rows: readonly (readonly string[])[]): void
  note(text: string): void
  end(): Promise<Buffer>
}

/** @param now epoch milliseconds of its making */
export function openPdf(title: string, now: number): Pdf {
  const document = new PdfDocument({
    size: 'A4',
    margin: 40,
    lang: 'en',
    tagged: true,
    info: { Title: title, Producer: 'Ferraris', CreationDate: new Date(now) },
  })
  const parts: Buffer[] = []
  document.on('data', part => parts.push(part))
  const whole = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  document.registerFont('text', font).registerFont('bold', boldFont)
  document.font('bold').fontSize(16).text(title).moveDown(0.3)
  document
    .font('text')
    .fontSize(9)
    .text(`Report of ${new Date(now).toISOString()}`)
    .moveDown()
  return {
    section(heading) {
      document.moveDown().font('bold').fontSize(11).text(heading).font('text').fontSize(8).moveDown(0.3)
    },
    list(titles, rows) {
      if (rows.length === 0) return void document.text('none')
      const head = titles.every(text => text === '')
        ? []
        : [titles.map(text => ({ text, font: { src: 'bold' } }))]
      document.fontSize(8).table({
        defaultStyle: { border: [0, 0, 0.5, 0], borderColor: '#bbbbbb', padding: 3 },
        data: [...head, ...rows.map(cells => [...cells])],
      })
    },
    note: text => void document.moveDown(0.5).text(text),
    async end() {
      document.end()
      await whole
      return Buffer.concat(parts)
    },
  }
}
