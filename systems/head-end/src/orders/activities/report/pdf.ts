import { openPdf } from '@ferraris/service/documents'
import type { ActivityDetail, Counts } from '../schemas.ts'
import type { ReportRow } from './rows.ts'

/** Meters that a report names one by one: what is printed and read. All of them are in the report as CSV. */
const mostMeters = 1000
const mostConcentrators = 100

/** A report to print or to hand on: what was wanted, what came of it, and each meter that did not get there. */
export async function pdfReport(
  activity: ActivityDetail,
  rows: AsyncIterable<ReportRow>,
  now: number,
): Promise<Buffer> {
  const { failed, more } = await unsuccessful(rows)
  const pdf = openPdf(activity.name, now)
  pdf.list(['', ''], factsOf(activity))
  pdf.section('Orders')
  pdf.list(countTitles, [countCells('all', activity.counts)])
  if (activity.stages.length > 0) {
    pdf.section('By stage')
    pdf.list(
      countTitles,
      activity.byStage.map(({ stage, counts }) => countCells(`stage ${stage}`, counts)),
    )
  }
  pdf.section('By concentrator')
  const some = activity.byConcentrator.slice(0, mostConcentrators)
  pdf.list(
    countTitles,
    some.map(its => countCells(its.concentrator ?? 'own connection', its.counts)),
  )
  pdf.section('Failures by cause')
  pdf.list(
    ['state', 'cause', 'for example', 'orders'],
    activity.failures.map(({ state, cause, detail, count }) => [
      state,
      cause ?? '',
      detail ?? '',
      String(count),
    ]),
  )
  pdf.section('Without an order')
  pdf.list(
    ['reason', 'meters'],
    activity.leftOutBy.map(its => [its.reason, String(its.count)]),
  )
  pdf.section('Meters that did not get there')
  pdf.list(
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
  if (more > 0) pdf.note(`and ${more} more: see the report as CSV`)
  return await pdf.end()
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
