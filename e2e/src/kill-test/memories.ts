import { Journal } from '@ferraris/meter'
import { ferrarisCodes } from '@ferraris/metering'

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

/** Memories of meters whose process has ended. */
export function readMemories(file: string, serials: readonly string[]): Map<string, MeterMemory> {
  const journal = Journal.open(file)
  try {
    return new Map(serials.map(serial => [serial, memoryOf(journal, serial)]))
  } finally {
    journal.close()
  }
}

function memoryOf(journal: Journal, serial: string): MeterMemory {
  const memory = journal.of(serial)
  const events = memory.get<{ code: number }[]>('events') ?? []
  const count = (codes: readonly number[]) => events.filter(({ code }) => codes.includes(code)).length
  return {
    moves: (memory.get<unknown[] & readonly never[]>('switch') ?? []).length,
    remoteMovements: count(movements),
    refusals: count(refusals),
  }
}
