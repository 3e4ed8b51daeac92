import { Journal } from '@ferraris/meter'
import { ferrarisCodes, idisLogs, wholeSecondsOf } from '@ferraris/metering'
import { testMeter } from '@ferraris/testing/meter'

/** What a meter itself remembers. */
export interface MeterMemory {
  /** How often its switch has moved. */
  readonly moves: number
  /** Movements by remote order in its log. */
  readonly remoteMovements: number
  /** Requests that it took for replays or forgeries: a counter or a nonce that was used twice. */
  readonly refusals: number
}

const movements: readonly number[] = [ferrarisCodes.remoteDisconnection, ferrarisCodes.remoteConnection]
const refusals: readonly number[] = [
  ferrarisCodes.replayAttempt,
  ferrarisCodes.decryptionFailure,
  ferrarisCodes.associationFailure,
]
const logs = Object.keys(idisLogs) as (keyof typeof idisLogs)[]

/** Memories of meters whose process has ended, as a meter that is switched on with one shows it. */
export function readMemories(file: string, serials: readonly string[]): Map<string, MeterMemory> {
  const journal = Journal.open(file)
  try {
    return new Map(serials.map(serial => [serial, memoryOf(journal, serial)]))
  } finally {
    journal.close()
  }
}

function memoryOf(journal: Journal, serial: string): MeterMemory {
  const { store } = testMeter({ serial, memory: journal.of(serial), clock: Date })
  const now = wholeSecondsOf(Date.now())
  const events = logs.flatMap(log => store.events.of(log, now))
  const count = (codes: readonly number[]) => events.filter(({ code }) => codes.includes(code)).length
  return { moves: store.supply.moves, remoteMovements: count(movements), refusals: count(refusals) }
}
