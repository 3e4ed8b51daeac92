import type { Aca } from '@ferraris/smitp/mac'
import type { Frame, LsduChannel } from '@ferraris/transport'
import type { CaseBench } from '../run.ts'
import { must } from '../verdict.ts'
import { Numbers } from './numbers.ts'
import type { SmitpSubject } from './subject.ts'
import { SmitpTalk } from './talk.ts'

interface ListedTable {
  readonly table: number
  readonly rows: number
}

/** What a case of METERS AND MORE works with: fresh ways to the meter, and the numbers of all cases. */
export class SmitpBench implements CaseBench<SmitpBench> {
  readonly subject: SmitpSubject
  readonly frames: Frame[] = []
  readonly #channels: LsduChannel[] = []
  readonly #numbers: Numbers

  constructor(subject: SmitpSubject, numbers = new Numbers(subject)) {
    this.subject = subject
    this.#numbers = numbers
  }

  next(): SmitpBench {
    return new SmitpBench(this.subject, this.#numbers)
  }

  /** A fresh way to the meter, or to another address at its place. */
  async talk(aca: Aca = this.subject.security.aca): Promise<SmitpTalk> {
    const channel = await this.subject.openChannel(aca, frame => this.frames.push(frame))
    this.#channels.push(channel)
    return new SmitpTalk(channel, this.subject.security, this.#numbers)
  }

  /** The tables that the meter lists. */
  async tables(talk: SmitpTalk): Promise<readonly ListedTable[]> {
    const answer = await talk.ask({ kind: 'list-tables.request' })
    must(answer.kind === 'list-tables.response', `${answer.kind} in answer to GETTAB`)
    return answer.tables
  }

  /** A table that the meter does not list. */
  async unknownTable(talk: SmitpTalk): Promise<number> {
    const known = new Set((await this.tables(talk)).map(({ table }) => table))
    let table = 0xff
    while (known.has(table)) table--
    return table
  }

  async end(): Promise<void> {
    for (const channel of this.#channels) await channel.close()
  }
}
