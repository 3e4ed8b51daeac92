import type { DisplaySnapshot } from '@ferraris/meter'
import { eventText, msOf } from '@ferraris/metering'
import { box } from '../../terminal/box.ts'
import { print } from '../../terminal/style.ts'

/** Letters of the display. */
const columns = 40

const switchStates = ['switch open', 'switch closed', 'press r to close the switch'] as const

/** The front of a meter as lines of text. */
export function frontText(serial: string, snapshot: DisplaySnapshot): string {
  const { shown, isDark, tariff, supply, covers, errors, leds } = snapshot
  const glass = isDark ? ['', '', ''] : [...mainLines(snapshot), `T${tariff}  ${switchStates[supply]}`]
  const open = (['meter', 'terminal'] as const).filter(cover => covers[cover] === 'open')
  return [
    `${print.name(serial)}  ${print.quiet(`${new Date(msOf(shown)).toISOString().slice(0, 19)}Z`)}`,
    box(glass.map(line => line.padEnd(columns))),
    isDark
      ? print.quiet('without supply')
      : `${light(leds.active)} ${leds.active.constant} imp/kWh   ${light(leds.reactive)} ${leds.reactive.constant} imp/kvarh`,
    ...open.map(cover => print.warning(`${cover} cover open`)),
    ...errors.map(error => print.failure(`F.F ${eventText(error)}`)),
  ].join('\n')
}

function mainLines({ text = '', page }: DisplaySnapshot): [string, string] {
  if (page === undefined) return [text.slice(0, columns), text.slice(columns, 2 * columns)]
  return [`${page.number}  ${page.name}`, `${page.value} ${page.unit}`.padStart(columns)]
}

function light({ lit }: DisplaySnapshot['leds']['active']): string {
  return lit ? print.failure('●') : print.quiet('○')
}
