import { equal } from '@ferraris/bytes'
import { encodeMessage, type Message } from '@ferraris/smitp'
import { SmitpKey } from '@ferraris/smitp/security'
import { must } from '../../verdict.ts'
import type { SmitpTestCase } from '../smitp-test-case.ts'

const clause = 'CLC/TS 50568-8, 8'
/** What every meter of tables answers under its read key. */
const listTables: Message = { kind: 'list-tables.request' }
/** Farther than any meter's window of numbers, and never reached by counting. */
const farAhead = 2n ** 60n
/** Types of CHALLENGE (our choice). */
const types = { faithful: 0, hardened: 1 } as const

function flipped(octets: Uint8Array, place: number): Uint8Array {
  return octets.map((octet, i) => (i === place ? octet ^ 0x01 : octet))
}

/** Proofs of sender and meter, and the numbers in them. */
export const authenticationCases: readonly SmitpTestCase[] = [
  {
    id: 'authentication.other-mode-is-refused',
    title: 'A challenge of the mode that is not in use is refused',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const type = types[bench.subject.security.mode === 'hardened' ? 'faithful' : 'hardened']
      const nonce = bench.subject.random(16)
      const answer = await talk.inClear(encodeMessage({ kind: 'challenge.request', type, nonce }))
      must(answer.kind === 'nack', `answered with ${answer.kind}; NACK is expected`)
    },
  },
  {
    id: 'authentication.wrong-tmac-is-refused',
    title: 'A request with one wrong bit in its data or its TMAC is refused, and uses up no number',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const sound = await talk.seal(listTables)
      for (const place of [1, sound.lsdu.length - 1])
        await talk.mustRefuse({ ...sound, lsdu: flipped(sound.lsdu, place) }, 'not-authentic')
      talk.open(sound, await talk.answerTo(sound))
    },
  },
  {
    id: 'authentication.wrong-key-is-refused',
    title: 'A request under another key is refused, be it one of the meter’s',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const { mayWrite, random, security } = bench.subject
      const others = [new SmitpKey(random(16)), ...(mayWrite ? [security.keys.write] : [])]
      for (const read of others) {
        const sealed = await talk.seal(listTables, 'ctr-read', { keys: { ...security.keys, read } })
        await talk.mustRefuse(sealed, 'not-authentic')
      }
    },
  },
  {
    id: 'authentication.repetition-is-answered-alike',
    title: 'The same octets a second time get the same answer',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const sealed = await talk.seal(listTables)
      const answer = await talk.answerTo(sealed)
      talk.open(sealed, answer)
      must(equal(await talk.answerTo(sealed), answer), 'the repetition has another answer')
    },
  },
  {
    id: 'authentication.replay-is-refused',
    title: 'A request that was recorded is refused once another has been taken',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const recorded = await talk.seal(listTables)
      talk.open(recorded, await talk.answerTo(recorded))
      await talk.ask(listTables)
      await talk.mustRefuse(recorded, 'not-authentic')
    },
  },
  {
    id: 'authentication.far-number-is-refused',
    title: 'A number far beyond the counter is refused, so that no request can use the counter up',
    clause,
    async run(bench) {
      const talk = await bench.talk()
      const ahead = await talk.seal(listTables, 'ctr-read', { shift: farAhead })
      await talk.mustRefuse(ahead, 'not-authentic')
    },
  },
]
