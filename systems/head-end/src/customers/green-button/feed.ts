import { createHash } from 'node:crypto'
import { escapeXml, parseReadingType, readingTypeOf, withoutForbidden } from '@ferraris/cim'
import { quality, secondsOf } from '@ferraris/metering'
import type { StoredBlock } from '../../readings/schemas.ts'
import type { LocalTimeParameters } from './time-rules.ts'

/** What a feed tells: the profiles of one meter at one usage point. */
export interface FeedContent {
  readonly usagePoint: string
  readonly endDevice: string
  /** When it is made. */
  readonly updated: Date
  readonly localTime: LocalTimeParameters
  /** Days of one register and one length of intervals each. */
  readonly profiles: readonly (readonly [obis: string, blocks: readonly StoredBlock[]])[]
}

const resource = '/espi/1_1/resource'
/** Root of all identifiers: the same resource has the same in every feed (RFC 9562, version 5). */
const nameSpace = Buffer.from('4f3c9be0a7a15d0d9c1f6a0f3b1d2e77', 'hex')

/** ESPI's codes of quality for ours; the others are valid, which is the rule and not told. */
const qualities: ReadonlyMap<number, number> = new Map([
  [quality.estimated, 8],
  [quality.suspect, 10],
  [quality.clockAdjusted, 10],
  [quality.powerOff, 16],
  [quality.edited, 7],
])

/** Service kinds of ESPI by commodity of the reading type. */
const serviceKinds: Readonly<Record<number, number>> = { 7: 1, 9: 2 }

/**
 * A feed of "Download My Data": Atom (RFC 4287) with resources of ESPI (NAESB REQ.21). Entries are linked up, to themselves and to
 * what belongs to them; a block is there only where there are data, a value that is missing is left out. Registers without a reading type
 * of IEC 61968-9 cannot be told in it.
 */
export function greenButtonFeed({
  usagePoint,
  endDevice,
  updated,
  localTime,
  profiles,
}: FeedContent): string {
  const time = updated.toISOString()
  const entry = (self: string, up: string, related: readonly string[], title: string, content: string) => `
  <entry>
    <id>urn:uuid:${uuidOf(self)}</id>
    <link rel="self" href="${self}"/>
    <link rel="up" href="${up}"/>${related.map(href => `\n    <link rel="related" href="${href}"/>`).join('')}
    <title>${textOf(title)}</title>
    <content>${content}</content>
    <published>${time}</published>
    <updated>${time}</updated>
  </entry>`

  const point = `${resource}/UsagePoint/${uuidOf(`usage point ${usagePoint}`)}`
  const zoneHref = `${resource}/LocalTimeParameters/${uuidOf(`local time ${JSON.stringify(localTime)}`)}`
  const series = profiles.flatMap(([obis, blocks]) => seriesOf(point, endDevice, obis, blocks))
  const kind = serviceKinds[series[0]?.commodity ?? 0] ?? 0
  const entries = [
    entry(
      point,
      `${resource}/UsagePoint`,
      [`${point}/MeterReading`, zoneHref],
      usagePoint,
      `<UsagePoint xmlns="http://naesb.org/espi"><ServiceCategory><kind>${kind}</kind></ServiceCategory></UsagePoint>`,
    ),
    entry(zoneHref, `${resource}/LocalTimeParameters`, [], 'Local time', localTimeXml(localTime)),
    ...series.flatMap(({ reading, type, title, typeXml, blocks }) => [
      entry(
        reading,
        `${point}/MeterReading`,
        [`${reading}/IntervalBlock`, type],
        title,
        '<MeterReading xmlns="http://naesb.org/espi"/>',
      ),
      entry(type, `${resource}/ReadingType`, [], title, typeXml),
      ...blocks.map(block =>
        entry(
          `${reading}/IntervalBlock/${uuidOf(`${reading} ${block.start}`)}`,
          `${reading}/IntervalBlock`,
          [],
          block.start.slice(0, 10),
          block.xml,
        ),
      ),
    ]),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>urn:uuid:${uuidOf(`feed ${point} ${endDevice} ${time}`)}</id>
  <title>${textOf(`${usagePoint}, ${endDevice}`)}</title>
  <updated>${time}</updated>
  <link rel="self" href="${resource}/DownloadMyData/UsagePoint/${uuidOf(`usage point ${usagePoint}`)}"/>${entries.join('')}
</feed>
`
}

interface Series {
  readonly reading: string
  readonly type: string
  readonly title: string
  readonly typeXml: string
  readonly commodity: number
  readonly blocks: readonly { readonly start: string; readonly xml: string }[]
}

/** A reading has one type, and so one length of intervals. */
function seriesOf(point: string, endDevice: string, obis: string, blocks: readonly StoredBlock[]): Series[] {
  const withData = blocks.filter(({ values }) => values.some(value => value !== null))
  return [...Map.groupBy(withData, ({ intervalSeconds }) => intervalSeconds)].flatMap(([period, same]) => {
    const digits = digitsOf(same)
    const code = readingTypeOf(obis, { period, delta: true }, -digits)
    if (code === undefined) return []
    const type = parseReadingType(code)
    const reading = `${point}/MeterReading/${uuidOf(`reading ${point} ${endDevice} ${obis} ${period}`)}`
    const members = {
      accumulationBehaviour: type.accumulation,
      commodity: type.commodity,
      dataQualifier: 12,
      flowDirection: type.flowDirection,
      intervalLength: period,
      kind: type.measurementKind,
      ...(type.phases !== 0 && { phase: type.phases }),
      powerOfTenMultiplier: type.multiplier,
      uom: type.unit,
    }
    return [
      {
        reading,
        type: `${resource}/ReadingType/${uuidOf(`type ${code} ${period}`)}`,
        title: `${obis}, ${period} s`,
        typeXml: elementXml('ReadingType', members),
        commodity: type.commodity,
        blocks: same.map(block => ({ start: block.start, xml: blockXml(block, digits) })),
      },
    ]
  })
}

/** Decimals that the values have: a feed holds integers and a power of ten. */
function digitsOf(blocks: readonly StoredBlock[]): number {
  const fits = (digits: number) =>
    blocks.every(({ values }) =>
      values.every(value => value === null || Number.isInteger(integer(value, digits))),
    )
  return [0, 1, 2].find(fits) ?? 3
}

function integer(value: number, digits: number): number {
  return Number((value * 10 ** digits).toPrecision(15))
}

function blockXml({ start, intervalSeconds, values, quality: codes }: StoredBlock, digits: number): string {
  const first = secondsOf(Date.parse(start))
  const readings = values.map((value, i) => {
    if (value === null) return ''
    const code = qualities.get(codes[i] ?? quality.valid)
    const told = code === undefined ? '' : `<ReadingQuality><quality>${code}</quality></ReadingQuality>`
    const period = periodXml('timePeriod', intervalSeconds, first + i * intervalSeconds)
    return `<IntervalReading>${told}${period}<value>${Math.round(integer(value, digits))}</value></IntervalReading>`
  })
  const whole = periodXml('interval', values.length * intervalSeconds, first)
  return `<IntervalBlock xmlns="http://naesb.org/espi">${whole}${readings.join('')}</IntervalBlock>`
}

function periodXml(name: string, duration: number, start: number): string {
  return `<${name}><duration>${duration}</duration><start>${start}</start></${name}>`
}

function localTimeXml({ dstEndRule, dstOffset, dstStartRule, tzOffset }: LocalTimeParameters): string {
  return elementXml('LocalTimeParameters', { dstEndRule, dstOffset, dstStartRule, tzOffset })
}

function elementXml(name: string, members: Readonly<Record<string, string | number>>): string {
  const inner = Object.entries(members).map(([member, value]) => `<${member}>${value}</${member}>`)
  return `<${name} xmlns="http://naesb.org/espi">${inner.join('')}</${name}>`
}

function textOf(text: string): string {
  return escapeXml(withoutForbidden(text))
}

function uuidOf(name: string): string {
  const digest = createHash('sha1').update(nameSpace).update(name).digest().subarray(0, 16)
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  return digest
    .toString('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
    .toUpperCase()
}
