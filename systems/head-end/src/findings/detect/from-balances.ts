import type { Kysely } from 'kysely'
import { balancesOf } from '../../network/energy-balance/queries.ts'
import type { Tables } from '../../tables.ts'
import type { Detected } from '../record/keep.ts'

/** What the balances of a local day tell of sections, and of meters whose count the loss follows. */
export async function fromBalances(db: Kysely<Tables>, day: string, now: number): Promise<Detected[]> {
  const concentrators = await db
    .selectFrom('concentrator')
    .select('id')
    .where('balance_aca', 'is not', null)
    .orderBy('id')
    .execute()
  const detected: Detected[] = []
  for (const { id } of concentrators) {
    for (const { findings, loss } of await balancesOf(db, id, [day], now)) {
      const at = Date.parse(`${day}T12:00:00Z`)
      for (const { kind, detail, endDevice, score, bypassedShare, excess } of findings) {
        const evidence = [
          { key: `${kind} ${day}`, at, source: 'balance' as const, detail: `${day}: ${detail}` },
        ]
        if (kind === 'loss-step' || kind === 'loss-high')
          detected.push({ kind: 'loss', concentrator: id, figure: excess ?? loss, evidence })
        const meter =
          kind === 'suspect' && endDevice !== undefined ? await numberOf(db, endDevice) : undefined
        if (meter !== undefined)
          detected.push({
            kind: 'theft',
            endDevice: meter,
            score: score ?? 0.5,
            figure: bypassedShare ?? score ?? 0,
            evidence,
          })
      }
    }
  }
  return detected
}

async function numberOf(db: Kysely<Tables>, serial: string): Promise<number | undefined> {
  const row = await db.selectFrom('end_device').select('id').where('serial', '=', serial).executeTakeFirst()
  return row?.id
}
