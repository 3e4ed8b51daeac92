import { type AlarmName, alarmText } from '@ferraris/metering'
import { defaultRules } from '../rules/default-rules.ts'
import type { NewsRow } from './subscriptions.ts'

/** Lines of one mail: the others are on the desk. */
const mostLines = 50

/** A mail that tells of news: the gravest in its subject, one line for each. */
export function mailOf(subscription: string, news: readonly NewsRow[]): { subject: string; text: string } {
  const [first] = news
  const others = news.length - 1
  const subject = first === undefined ? subscription : `[Ferraris] ${lineOf(first)}`
  const lines = news.slice(0, mostLines).map(one => `${one.at.toISOString()}  ${lineOf(one)}`)
  const left = news.length - lines.length
  return {
    subject: (others > 0 ? `${subject} and ${others} more` : subject).replace(/[\r\n]+/g, ' ').slice(0, 200),
    text: [
      ...lines,
      ...(left > 0 ? [`… and ${left} more on the desk.`] : []),
      '',
      `Subscription: ${subscription}`,
      '',
    ].join('\n'),
  }
}

function lineOf({
  severity,
  kind,
  what,
  substation,
  feeder,
  end_device,
  affected,
  back,
  incident_id,
}: NewsRow) {
  const name = kind === 'outage' ? 'homes without supply' : nameOf(kind)
  const place = [end_device, substation, feeder].filter(part => part !== null).join(', ')
  const extent = end_device === null ? `${what}, ${back} of ${affected} well again` : what
  const number = incident_id === null ? '' : `incident ${incident_id}, `
  return `${severity}: ${name}${place === '' ? '' : ` at ${place}`} (${number}${extent})`
}

function nameOf(kind: string): string {
  return defaultRules.has(kind as AlarmName) ? alarmText(kind as AlarmName) : kind
}
