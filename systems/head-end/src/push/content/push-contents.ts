import { type Data, decodeData, obisFromOctets, type Zone } from '@ferraris/cosem'
import { type OpenedNotification, readPush } from '@ferraris/dlms/push'
import { wholeSecondsOf } from '@ferraris/metering'
import { registerOfAlarm } from '../../events/alarm-codes.ts'
import { momentIn, momentOf, nameIn, numberIn, textIn, wordIn } from './elements.ts'
import { ofKnownList, type PushLists } from './known-list.ts'
import { codeName, entriesIn, lastGaspSetup, logName, type PushedEntry, rowsOfLog } from './log-entries.ts'

/** What a push says that is of interest at once. */
export interface PushContents {
  /** When it was made, by the meter's clock, seconds since 1970; undefined where it does not say. */
  readonly time: number | undefined
  /** The meter's logical device name or number, as it gives it. */
  readonly meter: string | undefined
  /** Alarm registers and alarm descriptors by OBIS. */
  readonly words: readonly { readonly register: string; readonly word: number }[]
  readonly entries: readonly PushedEntry[]
  /** The meter has lost its supply, and tells with what it has left. */
  readonly isLastGasp: boolean
}

/** What the names of push setups mean (IEC 62056-6-1; IDIS, DSMR). */
const alarmSetups: ReadonlySet<string> = new Set(['0.4.25.9.0.255', '0.1.25.9.0.255'])
const setupName = /^0\.\d+\.25\.9\.\d+\.255$/

const noLists: PushLists = new Map()
const nothing = { meter: undefined, words: [], entries: [], isLastGasp: false } as const

/**
 * Reads what a notification says of alarms and events. `zone` is that of the meter, for moments that do not say their own; `lists`
 * are those of its push setups, as far as they are known. Throws DecodeError.
 */
export function readContents(
  notification: OpenedNotification,
  zone: Zone,
  now: number,
  lists: PushLists = noLists,
): PushContents {
  if (notification.kind === 'information-report') {
    const entries = notification.items.flatMap(({ value }) => entriesIn(decodeData(value), zone))
    return { ...nothing, time: undefined, entries }
  }
  const time = momentOf(notification.time, zone)
  const body = decodeData(notification.body)
  if (notification.kind === 'event-notification')
    return ofAttribute(notification.attribute, body, { zone, time, now: wholeSecondsOf(now) })
  return (
    ofText(body, time) ??
    ofKnownList(body, time, zone, lists) ??
    ofList(body, time, zone) ??
    ofReadings(body, notification, time, zone)
  )
}

/** Event-notification: the value of one attribute. */
function ofAttribute(
  { instanceId, attributeId }: { readonly instanceId: string; readonly attributeId: number },
  value: Data,
  { zone, time, now }: { readonly zone: Zone; readonly time: number | undefined; readonly now: number },
): PushContents {
  const word = wordIn(value)
  if (attributeId === 2 && word !== undefined && registerOfAlarm(instanceId) !== undefined)
    return { ...nothing, time, words: [{ register: instanceId, word }] }
  const [, log] = codeName.exec(instanceId) ?? []
  const code = numberIn(value)
  if (log !== undefined && code !== undefined)
    return { ...nothing, time, entries: [{ log: `0.0.99.98.${log}.255`, code, time: time ?? now }] }
  const entries = logName.test(instanceId) ? rowsOfLog(instanceId, value, zone) : entriesIn(value, zone)
  return { ...nothing, time, entries }
}

/** A list that its push setup names in front, as companion specifications have it; what stands where is told by its type. */
function ofList(body: Data, given: number | undefined, zone: Zone): PushContents | undefined {
  if (body.type !== 'structure') return undefined
  const [first, ...rest] = body.value
  const setup = nameIn(first)
  if (setup === undefined || !setupName.test(setup)) return undefined
  const isAlarm = alarmSetups.has(setup)
  let time = given
  let meter: string | undefined
  const words: { register: string; word: number }[] = []
  for (const element of rest) {
    const moment = momentIn(element, zone)
    const word = isAlarm ? wordIn(element) : undefined
    if (moment !== undefined) time = moment
    else if (word !== undefined) words.push({ register: `0.0.97.98.${20 + words.length}.255`, word })
    else meter ??= textIn(element)
  }
  return { time, meter, words, entries: entriesIn(body, zone), isLastGasp: setup === lastGaspSetup }
}

/** DSMR 4: the meter's number, a comma, and a register of four octets or the name of a push setup of six. */
function ofText(body: Data, time: number | undefined): PushContents | undefined {
  if (body.type !== 'octet-string') return undefined
  const comma = Math.max(body.value.length - 5, 0)
  const [word, name] = [body.value.subarray(-4), body.value.subarray(-6)]
  if (body.value[comma] === 0x2c && comma > 0) {
    const [a = 0, b = 0, c = 0, d = 0] = word
    const register = { register: '0.0.97.98.0.255', word: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 }
    return { ...nothing, time, meter: textOf(body.value, comma), words: [register] }
  }
  if (body.value.length < 8 || body.value[body.value.length - 7] !== 0x2c) return undefined
  const isLastGasp = obisFromOctets(name) === lastGaspSetup
  return { ...nothing, time, meter: textOf(body.value, body.value.length - 7), isLastGasp }
}

function textOf(octets: Uint8Array, length: number): string | undefined {
  return textIn({ type: 'octet-string', value: octets.subarray(0, length) })
}

/** A list that names its values. */
function ofReadings(
  body: Data,
  { systemTitle, ...notification }: OpenedNotification,
  given: number | undefined,
  zone: Zone,
): PushContents {
  const time = notification.kind === 'data-notification' ? notification.time : undefined
  const { meter, readings = [] } = readPush(body, { time, systemTitle }) ?? {}
  const words = readings.flatMap(({ obis, value }) =>
    typeof value === 'number' && registerOfAlarm(obis) !== undefined
      ? [{ register: obis, word: value >>> 0 }]
      : [],
  )
  const entries = readings.flatMap(({ obis, value }) => {
    const [, log] = codeName.exec(obis) ?? []
    if (log === undefined || typeof value !== 'number' || given === undefined) return []
    return [{ log: `0.0.99.98.${log}.255`, code: value, time: given }]
  })
  return { time: given, meter, words, entries: [...entries, ...entriesIn(body, zone)], isLastGasp: false }
}
