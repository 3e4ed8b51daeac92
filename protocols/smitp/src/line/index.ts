export type { LineAnswer, LineExchange, LineOutcome } from './exchange.ts'
export type { Impedance, Port, Reception, Station } from './station.ts'
