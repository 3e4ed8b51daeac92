import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { MeterKnowledge, ObjectCache } from '@ferraris/client'
import type { MeterUri } from '@ferraris/transport'

/**
 * Object lists of meters behind HDLC, on serial ports and modems, where reading one takes minutes, by logical device name,
 * firmware and client. A meter with a network of its own is asked anew. A file that cannot be read or written is as good as none.
 */
export function objectCacheOf({
  framing,
  client,
}: Pick<MeterUri, 'framing' | 'client'>): ObjectCache | undefined {
  if (framing !== 'hdlc') return undefined
  const folder = join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'ferraris', 'objects')
  const fileOf = (device: string) => {
    const name = createHash('sha256').update(`${device} client ${client}`).digest('hex').slice(0, 32)
    return join(folder, `${name}.json`)
  }
  return {
    get(device) {
      const kept = attempt(() => JSON.parse(readFileSync(fileOf(device), 'utf8')) as Kept)
      if (kept?.device !== device || !Array.isArray(kept.objects)) return undefined
      return { objects: kept.objects, scalers: new Map(), profiles: new Map() }
    },
    set(device, { objects }) {
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        const file = fileOf(device)
        writeFileSync(`${file}.${process.pid}`, JSON.stringify({ device, objects } satisfies Kept))
        renameSync(`${file}.${process.pid}`, file)
      })
    },
  }
}

interface Kept {
  readonly device: string
  readonly objects: MeterKnowledge['objects']
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
