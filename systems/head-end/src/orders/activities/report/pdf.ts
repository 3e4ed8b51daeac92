import { fileURLToPath } from 'node:url'
import PdfDocument from 'pdfkit'
import type { ActivityDetail, Counts } from '../schemas.ts'
import type { ReportRow } from './rows.ts'

/** Meters that a report names one by one: what is printed and read. All of them are in the report as CSV. */
const mostMeters = 1000
const mostConcentrators = 100

const font = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'))
const boldFont = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'))

/** A report to print or to hand on: what was wanted, what came of it, and each meter that did not get there. */
export async function pdfReport(
  activity: ActivityDetail,
  rows: AsyncIterable<ReportRow>,
  now: number,
): Promise<Buffer> {
  const { failed, more } = await unsuccessful(rows)
  const document = new PdfDocument({
    size: 'A4',
    margin: 40,
    lang: 'en',
    tagged: true,
    info: { Title: activity.name, Producer: 'Ferraris', CreationDate: new Date(now) },
  })
  const parts: Buffer[] = []
  document.on('data', part => parts.push(part))
  const whole = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject))
  document.registerFont('text', font).registerFont('bold', boldFont)

  document.font('bold').fontSize(16).text(activity.name).moveDown(0.3)
  document
    .font('text')
    .fontSize(9)
    .text(`Report of ${new Date(now).toISOString()}`)
    .moveDown()
  list(document, ['', ''], factsOf(activity))
  section(document, 'Orders')
  list(document, countTitles, [countCells('all', activity.counts)])
  if (activity.stages.length > 0) {
    section(document, 'By stage')
    list(
      document,
      countTitles,
      activity.byStage.map(({ stage, counts }) => countCells(`stage ${stage}`, counts)),
    )
  }
  section(document, 'By concentrator')
  const some = activity.byConcentrator.slice(0, mostConcentrators)
  list(
    document,
    countTitles,
    some.map(its => countCells(its.concentrator ?? 'own connection', its.counts)),
  )
  section(document, 'Failures by cause')
  list(
    document,
    ['state', 'cause', 'for example', 'orders'],
    activity.failures.map(({ state, cause, detail, count }) => [
      state,
      cause ?? '',
      detail ?? '',
      String(count),
    ]),
  )
  section(document, 'Without an order')
  list(
    document,
    ['reason', 'meters'],
    activity.leftOutBy.map(its => [its.reason, String(its.count)]),
  )
  section(document, 'Meters that did not get there')
  list(
    document,
    ['meter', 'concentrator', 'state', 'cause', 'attempts', 'detail'],
    failed.map(its => [
      its.endDevice ?? '',
      its.concentrator ?? '',
      its.state,
      its.cause ?? '',
      String(its.attempts ?? ''),
      its.detail ?? '',
    ]),
  )
  if (more > 0) document.moveDown(0.5).text(`and ${more} more: see the report as CSV`)
  document.end()
  await whole
  return Buffer.concat(parts)
}

async function unsuccessful(rows: AsyncIterable<ReportRow>): Promise<{ failed: ReportRow[]; more: number }> {
  const failed: ReportRow[] = []
  let more = 0
  for await (const row of rows) {
    if (!['refused', 'failed', 'expired', 'left-out'].includes(row.state)) continue
    if (failed.length < mostMeters) failed.push(row)
    else more++
  }
  return { failed, more }
}

function factsOf(activity: ActivityDetail): string[][] {
  const { hours, pace, timeZone } = activity
  const facts: [string, string | null][] = [
    ['activity', activity.id],
    ['kind', `${activity.kind} ${JSON.stringify(activity.parameters)}`],
    ['state', activity.state],
    ['asked for', `${activity.createdAt} by ${activity.createdBy}`],
    ['start', activity.startedAt ?? activity.start],
    ['end', activity.endedAt ?? `not yet; expires ${activity.expires}`],
    ['daily hours', hours && `${hours.from} to ${hours.to} ${timeZone}`],
    ['priority', activity.priority],
    ['attempts at each meter', String(activity.retries + 1)],
    [
      'pace',
      Object.entries(pace)
        .map(([place, count]) => `${place} ${count}`)
        .join(', ') || null,
    ],
    ['does again', activity.replanOf],
  ]
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
}

const countTitles = ['', 'all', 'waiting', 'open', 'succeeded', 'failed', 'cancelled']

function countCells(name: string, counts: Counts): string[] {
  const { total, waiting, open, succeeded, failed, cancelled } = counts
  return [name, ...[total, waiting, open, succeeded, failed, cancelled].map(String)]
}

function section(document: PDFKit.PDFDocument, title: string): void {
  document.moveDown().font('bold').fontSize(11).text(title).font('text').fontSize(8).moveDown(0.3)
}

function list(
  document: PDFKit.PDFDocument,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  if (rows.length === 0) return void document.text('none')
  const head = titles.every(title => title === '')
    ? []
    : [titles.map(text => ({ text, font: { src: 'bold' } }))]
  document.fontSize(8).table({
    defaultStyle: { border: [0, 0, 0.5, 0], borderColor: '#bbbbbb', padding: 3 },
    data: [...head, ...rows.map(cells => [...cells])],
  })
}
