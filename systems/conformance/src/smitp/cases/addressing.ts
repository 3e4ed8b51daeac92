import { encodeMessage } from '@ferraris/smitp'
import { acaFromOctets, addressToOctets } from '@ferraris/smitp/mac'
import { catalogue } from '@ferraris/smitp/tables'
import { must } from '../../verdict.ts'
import type { SmitpTestCase } from '../smitp-test-case.ts'

const { table, rows } = catalogue.statusWord
/** What a meter shows in clear. */
const readStatus = encodeMessage({ kind: 'read.request', table, row: rows[0] })
/** One of the "F mode" protocols that is neither COSEM nor known to us. */
const foreignDsap = 3

/** Which frames are the meter's. */
export const addressingCases: readonly SmitpTestCase[] = [
  {
    id: 'addressing.foreign-address-is-silent',
    title: 'A request to another address is not answered',
    clause: 'CLC/TS 50568-4, 5',
    async run(bench) {
      const octets = addressToOctets(bench.subject.security.aca)
      // The last octet alone differs, as of a meter beside it.
      const foreign = acaFromOctets(octets.map((octet, i) => (i === 5 ? octet ^ 0x55 : octet)))
      const talk = await bench.talk(foreign)
      must((await talk.exchange({ lsdu: readStatus })) === undefined, `${foreign} was answered`)
    },
  },
  {
    id: 'addressing.unknown-dsap-is-silent',
    title: 'A request to a user of the link that the meter does not have is not answered',
    clause: 'CLC/TS 50568-4, 5',
    async run(bench) {
      const talk = await bench.talk()
      const answer = await talk.exchange({ dsap: foreignDsap, lsdu: readStatus })
      must(answer === undefined, `DSAP ${foreignDsap} was answered`)
    },
  },
]
