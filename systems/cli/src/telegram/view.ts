import { at } from '@ferraris/bytes'
import type { Dissection, Layer, Reading } from '@ferraris/codec/dissect'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { columns } from '../terminal/width.ts'
import type { ExplainedMessage } from './conversation.ts'
import { type OctetRow, rowsOf } from './octet-rows.ts'

/** Lines of octets that a long field gets before it is cut: the JSON document has all of them. */
const mostLines = 4

/** A telegram for people: its layers octet by octet, then the values that it names. */
export function telegramView({ layers, values }: Pick<Dissection, 'layers' | 'values'>, hex: string): string {
  const parts = layers.map(layer => layerView(layer, hex))
  if (values.length > 0) parts.push(valuesView(values))
  return parts.join('\n\n')
}

/** A conversation for people: each message with its layers. */
export function sessionView(messages: readonly ExplainedMessage[], hexes: readonly string[]): string {
  return messages
    .map(({ from, title, layers }, i) => {
      const heading = print.heading(`${from === 'client' ? '→' : '←'} ${title}`)
      return [heading, ...layers.map(layer => layerView(layer, at(hexes, i)))].join('\n\n')
    })
    .join('\n\n\n')
}

function layerView(layer: Layer, telegram: string): string {
  const { name, from, to, summary, hex, error } = layer
  const place = hex === undefined ? `octets ${from} to ${to - 1}` : `${to - from} octets of its own`
  const notes = [summary, place].filter(note => note !== undefined).join(' · ')
  const lines = [`${print.heading(name)}  ${print.quiet(notes)}`]
  if (error !== undefined) lines.push(print.warning(`  ${error}`))
  return [...lines, ...rowsView(rowsOf(layer, telegram))].join('\n')
}

function rowsView(rows: readonly OctetRow[]): string[] {
  const perLine = columns(process.stdout) >= 110 ? 16 : 8
  const nameWidth = Math.max(...rows.map(row => row.depth * 2 + row.name.length), 0)
  return rows.flatMap(row => rowView(row, perLine, nameWidth))
}

function rowView({ offset, octets, depth, name, value, meaning }: OctetRow, perLine: number, width: number) {
  const chunks = octets.match(new RegExp(`.{1,${2 * perLine}}`, 'g')) ?? ['']
  const shown = chunks.slice(0, mostLines)
  const text = clipped(value) + (meaning === '' ? '' : print.quiet(`${value === '' ? '' : '  '}${meaning}`))
  const lines = shown.map((chunk, i) => {
    const spaced = chunk.replace(/..(?=.)/g, '$& ').padEnd(3 * perLine - 1)
    const at = print.quiet(String(offset + i * perLine).padStart(5))
    if (i > 0) return `${at}  ${spaced}`
    const named = print.name(`${'  '.repeat(depth)}${name}`.padEnd(width))
    return `${at}  ${spaced}  ${named}  ${text}`
  })
  if (chunks.length > mostLines) {
    const more = octets.length / 2 - mostLines * perLine
    lines.push(print.quiet(`       … ${more} more octets`))
  }
  return lines.map(line => line.trimEnd())
}

/** The octets stand beside a value already: of a long one its beginning will do. */
function clipped(value: string): string {
  return value.length > 64 ? `${value.slice(0, 63)}…` : value
}

function valuesView(values: readonly Reading[]): string {
  return table(
    [
      { title: 'OBIS' },
      { title: 'value', align: 'right', flexible: 'cut' },
      { title: 'unit' },
      { title: 'time' },
    ],
    values.map(({ obis, value, unit, time }) => [obis, String(value), unit ?? '', time ?? '']),
  )
}
