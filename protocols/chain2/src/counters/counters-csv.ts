import { Chain2Error } from '../chain2-error.ts'
import { type CountersMessage, hasRegister } from './counters-message.ts'
import type { CounterDay } from './daily-counters.ts'
import { type CounterName, counterNames } from './registers.ts'
import { toWord } from './word.ts'

/** Columns of a counters file, `;` between them; registers are raw words, four hex digits. */
export const csvColumns = [
  'pod',
  'du_id',
  'smitp_addr',
  'system_title',
  'meter',
  'day',
  'reg_inst_power',
  'reg_alert',
  'reg_load_curve',
  'reg_prod_avg',
  'reg_prod_inst',
] as const

/** The registers' columns. Those of production are empty for a meter that produces nothing. */
export const csvRegisters: Readonly<Record<CounterName, (typeof csvColumns)[number]>> = {
  instPower: 'reg_inst_power',
  alerts: 'reg_alert',
  loadCurve: 'reg_load_curve',
  prodAvg: 'reg_prod_avg',
  prodInst: 'reg_prod_inst',
}

/** A counters file of any number of meters: a heading, then a line for each day. */
export function encodeCountersCsv(messages: readonly CountersMessage[]): string {
  const lines = messages.flatMap(message => message.days.map(day => lineOf(message, day)))
  return `${[csvColumns.join(';'), ...lines].join('\r\n')}\r\n`
}

function lineOf({ pod, duId, smitpAddr, systemTitle, meter }: CountersMessage, day: CounterDay): string {
  const words = counterNames.map(name =>
    hasRegister(meter, name) ? hex(toWord({ count: day[name], powerLoss: day.powerLoss })) : '',
  )
  const cells = [pod, duId, smitpAddr, systemTitle, meter, day.day, ...words]
  if (cells.some(cell => /[;"\r\n]/.test(cell)))
    throw new Chain2Error('counters-invalid', 'a cell cannot hold a semicolon, a quote or the end of a line')
  return cells.join(';')
}

function hex(word: number): string {
  return word.toString(16).padStart(4, '0')
}
