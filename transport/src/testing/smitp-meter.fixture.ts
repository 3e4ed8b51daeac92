import { fromHex } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { createServer, type ServerState, stepServer } from '@ferraris/dlms/server'
import type { DlmsServer } from '@ferraris/smitp/cosem'
import { aca } from '@ferraris/smitp/mac'
import { SmitpKey, type SmitpKeys } from '@ferraris/smitp/security'
import { createSmitpServer, stepSmitpServer, type TableStore } from '@ferraris/smitp/session'
import { catalogue } from '@ferraris/smitp/tables'
import type { SmitpService } from '../index.ts'
import { device } from './device.fixture.ts'

export const address = aca('46450000002A')
export const keys: SmitpKeys = {
  write: new SmitpKey(fromHex('f0'.repeat(16))),
  read: new SmitpKey(fromHex('0f'.repeat(16))),
}
export const energies = { activeImport: 4711, activeExport: 1, reactiveImport: 2, reactiveExport: 3 }

/** A meter of one row of totals and one breaker, with DLMS beside it. */
export class TableMeter implements SmitpService {
  readonly aca = address
  /** Commands that had an effect. */
  readonly commands: number[] = []
  /** Requests that came, whether or not they were answered. */
  requests = 0
  /** Answers nothing from now on, once, or as often as is said. */
  silentFor = 0
  #memory = createSmitpServer(1000n)

  answer: SmitpService['answer'] = ({ ecc, lsdu, maxAnswer }) => {
    this.requests++
    const settings = { aca: address, mode: 'hardened', keys: () => ({ operational: keys }) } as const
    const tables = this.#tables()
    const [next, outputs] = stepSmitpServer({ ...settings, tables }, this.#memory, { ecc, lsdu, maxAnswer })
    this.#memory = next
    if (this.silentFor > 0) {
      this.silentFor--
      return undefined
    }
    const send = outputs.find(output => output.kind === 'send')
    return send && { dsap: 0, ecc: send.ecc, lsdu: send.lsdu }
  }

  dlms = (): DlmsServer => {
    const settings = device(4711)
    const states = new Map<number, ServerState>()
    return ({ client, apdu }) => {
      const [next, outputs] = stepServer(settings, states.get(client) ?? createServer(client), apdu)
      states.set(client, next)
      return outputs.find(output => output.kind === 'send')?.apdu
    }
  }

  onFailure(error: unknown): void {
    throw error
  }

  #tables(): TableStore {
    const none = () => 'access-denied' as const
    return {
      read: table =>
        table === catalogue.totals.table
          ? encode(catalogue.totals.codec, { time: 1_790_000_000, ...energies })
          : 'table-undefined',
      command: command => {
        this.commands.push(command)
        return 'done'
      },
      tables: () => [{ table: catalogue.totals.table, rows: 1 }],
      readRows: none,
      select: none,
      write: none,
      reset: none,
      firmwareBlock: none,
    }
  }
}
