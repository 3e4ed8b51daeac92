import { concat, toHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { secondsPerDay } from '@ferraris/metering'
import { decodeMessage, encodeMessage } from '@ferraris/smitp'
import { encodeSegment } from '@ferraris/smitp/cosem'
import { dsaps } from '@ferraris/smitp/mac'
import { protect, unprotect } from '@ferraris/smitp/security'
import { catalogue } from '@ferraris/smitp/tables'
import type { Answer, Asked, Fault, Served } from './faulty-meter.fixture.ts'

function octets(...values: number[]): Uint8Array {
  return Uint8Array.from(values)
}

const ack: Answer = { dsap: 0, ecc: 'none', lsdu: encodeMessage({ kind: 'ack', attribute: 99 }) }

/** The fault lies in how some requests in clear are read. */
function reading(change: (lsdu: Uint8Array) => Uint8Array): Fault {
  return {
    answers: sound => asked => sound(asked.ecc === 'none' ? { ...asked, lsdu: change(asked.lsdu) } : asked),
  }
}

/** The fault lies in a second try where a request proves nothing. */
function unlessAuthentic(again: (asked: Asked, served: Served) => Answer | undefined): Fault {
  return {
    answers: (sound, served) => asked => {
      const answer = sound(asked)
      const isRefused = asked.ecc !== 'none' && answer?.lsdu[0] === 245 && answer.lsdu[1] === 10
      const second = isRefused ? again(asked, served) : undefined
      return second === undefined || second.lsdu[0] === 245 ? answer : second
    },
  }
}

/** Each case of the plan with the one fault that it is there to find. */
export const faults: readonly (readonly [id: string, what: string, fault: Fault])[] = [
  ['addressing.foreign-address-is-silent', 'it hears what is for others', { hearsAll: true }],
  [
    'addressing.unknown-dsap-is-silent',
    'it takes every user of the link for its tables',
    { answers: sound => asked => sound(asked.dsap === 3 ? { ...asked, dsap: dsaps.application } : asked) },
  ],
  [
    'lengths.longer-is-refused',
    'octets behind the end are cut off',
    reading(lsdu => (lsdu[0] === 2 ? lsdu.subarray(0, 3) : lsdu)),
  ],
  [
    'lengths.shorter-is-refused',
    'octets that lack are made up',
    reading(lsdu => (lsdu[0] === 2 && lsdu.length === 2 ? concat(lsdu, octets(0x3f)) : lsdu)),
  ],
  [
    'lengths.unknown-message-is-refused',
    'what is not understood is acknowledged',
    { answers: sound => asked => (asked.ecc === 'none' && asked.lsdu[0] === 99 ? ack : sound(asked)) },
  ],
  [
    'lengths.cut-proof-is-refused',
    'requests too short for their proof get no answer',
    {
      answers: sound => asked => (asked.ecc !== 'none' && asked.lsdu.length < 17 ? undefined : sound(asked)),
    },
  ],
  [
    'authentication.other-mode-is-refused',
    'the type of a challenge is not looked at',
    reading(lsdu => (lsdu[0] === 112 ? concat(octets(112, 0, 1), lsdu.subarray(3)) : lsdu)),
  ],
  [
    'authentication.wrong-tmac-is-refused',
    'the last bit of the TMAC is not compared',
    unlessAuthentic((asked, served) =>
      served.step({
        ...asked,
        lsdu: asked.lsdu.map((octet, i, all) => (i === all.length - 1 ? octet ^ 1 : octet)),
      }),
    ),
  ],
  [
    'authentication.wrong-key-is-refused',
    'the write key is taken for the read key, too',
    unlessAuthentic((asked, served) => {
      const { write } = served.security.keys
      return served.step(asked, { write, read: write })
    }),
  ],
  [
    'authentication.repetition-is-answered-alike',
    'the last answer is not kept',
    {
      answers: (sound, served) => asked => {
        served.memory = { ...served.memory, last: undefined }
        return sound(asked)
      },
    },
  ],
  [
    'authentication.replay-is-refused',
    'every request that was once right is answered again',
    {
      answers: sound => {
        const known = new Map<string, Answer | undefined>()
        return asked => {
          const name = toHex(asked.lsdu)
          const answer = known.get(name) ?? sound(asked)
          if (asked.ecc !== 'none' && answer?.lsdu[0] !== 245) known.set(name, answer)
          return answer
        }
      },
    },
  ],
  [
    'authentication.far-number-is-refused',
    'numbers far ahead are taken',
    {
      answers: (sound, served) => asked => {
        if (asked.ecc !== 'none')
          served.memory = { ...served.memory, announced: served.memory.lmon + 2n ** 60n }
        return sound(asked)
      },
    },
  ],
  [
    'tables.status-word',
    'the status word lacks an octet',
    {
      tables: ({ read }) => ({
        read: (table, row, right) =>
          table === 0 && row === 0x3f ? new Uint8Array(7) : read(table, row, right),
      }),
    },
  ],
  [
    'tables.listed-ones-exist',
    'a table is listed that is not there',
    { tables: ({ tables }) => ({ tables: () => [...tables(), { table: 0xee, rows: 1 }] }) },
  ],
  ['tables.unknown-table-is-refused', 'a table that is not there is read', readInstead('table-undefined')],
  ['tables.unknown-row-is-refused', 'a row that is not there is read', readInstead('row-undefined')],
  [
    'rights.clear-reads-no-registers',
    'registers are read in clear',
    {
      tables: ({ read }) => ({
        read: (table, row, right) => read(table, row, table === catalogue.totals.table ? 'read' : right),
      }),
    },
  ],
  [
    'rights.read-key-reads',
    'tariff registers take the write key',
    {
      tables: ({ read }) => ({
        read: (table, row, right) =>
          table === catalogue.tariffRegisters.table && right !== 'write'
            ? 'access-denied'
            : read(table, row, right),
      }),
    },
  ],
  [
    'rights.keys-are-not-read',
    'keys are read',
    {
      tables: ({ read }) => ({
        read: (table, row, right) =>
          table === catalogue.keys.table ? new Uint8Array(32) : read(table, row, right),
      }),
    },
  ],
  [
    'rights.read-key-does-not-write',
    'the read key writes',
    {
      tables: ({ write }) => ({
        write: (table, row, data, right) => (right === 'read' ? 'done' : write(table, row, data, right)),
      }),
    },
  ],
  [
    'rights.measured-rows-are-not-written',
    'registers are written',
    {
      tables: ({ write }) => ({
        write: (table, row, data, right) =>
          table === catalogue.totals.table && right === 'write' ? 'done' : write(table, row, data, right),
      }),
    },
  ],
  [
    'rights.wrong-row-is-not-written',
    'a row of any length is written',
    {
      tables: ({ write }) => ({
        write: (table, row, data, right) =>
          table === catalogue.clock.table && right === 'write' ? 'done' : write(table, row, data, right),
      }),
    },
  ],
  [
    'rights.read-key-does-not-command',
    'the read key commands',
    {
      tables: ({ command }) => ({
        command: (code, data, right) => (right === 'read' ? 'done' : command(code, data, right)),
      }),
    },
  ],
  [
    'rights.unknown-command-is-refused',
    'a command that does not exist is acknowledged',
    {
      tables: ({ command }) => ({
        command: (code, data, right) => (right === 'write' ? 'done' : command(code, data, right)),
      }),
    },
  ],
  [
    'reset.read-key-does-not-reset',
    'the read key resets',
    {
      tables: ({ reset }) => ({
        reset: (table, row, right) => (right === 'read' ? 'done' : reset(table, row, right)),
      }),
    },
  ],
  [
    'reset.measured-rows-stay',
    'registers are reset',
    {
      tables: ({ reset }) => ({
        reset: (table, row, right) => (table === catalogue.totals.table ? 'done' : reset(table, row, right)),
      }),
    },
  ],
  [
    'reset.unknown-table-is-refused',
    'a table that is not there is reset',
    {
      tables: ({ reset }) => ({
        reset(table, row, right) {
          const effect = reset(table, row, right)
          return effect === 'table-undefined' ? 'done' : effect
        },
      }),
    },
  ],
  [
    'segments.parts-make-the-row',
    'parts of rows come reversed',
    {
      answers: (sound, served) => asked => {
        const answer = sound(asked)
        if (asked.ecc === 'none' || answer?.lsdu[0] !== 107) return answer
        const protection = { direction: 'answer', ecc: asked.ecc, mon: served.memory.lmon } as const
        const message = decodeMessage(unprotect(served.security, protection, answer.lsdu).lsdu)
        if (message.kind !== 'read-table-selective.response') return answer
        const turned = encodeMessage({ ...message, data: message.data.toReversed() })
        return { ...answer, lsdu: protect(served.security, protection, turned) }
      },
    },
  ],
  [
    'segments.rows-as-asked',
    'rows are read from the first on, whatever was asked',
    { tables: ({ readRows }) => ({ readRows: (table, _, last, right) => readRows(table, 0, last, right) }) },
  ],
  [
    'segments.first-of-two-is-receipted',
    'a first segment is refused',
    {
      answers: sound => asked =>
        asked.segmented && (asked.lsdu[0] ?? 0) > 0x7f
          ? { ...ack, dsap: dsaps.cosem, segmented: false }
          : sound(asked),
    },
  ],
  [
    'segments.bare-message-is-refused',
    'a message without a segmentation header is taken',
    {
      answers: sound => asked => {
        if (asked.dsap !== dsaps.cosem || asked.segmented) return sound(asked)
        const lsdu = encodeSegment({ kind: 'segment', message: 0, number: 0, more: false, data: asked.lsdu })
        return sound({ ...asked, segmented: true, lsdu })
      },
    },
  ],
  ['times.clock-is-right', 'the clock is an hour ahead', { isAhead: true }],
  [
    'times.registers-are-stamped',
    'registers bear the time of yesterday',
    {
      tables: ({ read }) => ({
        read(table, row, right) {
          const { codec, ...totals } = catalogue.totals
          const found = read(table, row, right)
          if (table !== totals.table || row !== totals.rows[0] || typeof found === 'string') return found
          const value = decode(codec, found)
          return encode(codec, { ...value, time: value.time - secondsPerDay })
        },
      }),
    },
  ],
  [
    'times.range-is-kept',
    'a selection begins ten days earlier',
    {
      tables: ({ select }) => ({
        select: (table, from, to, room, right) => select(table, from - 10 * secondsPerDay, to, room, right),
      }),
    },
  ],
]

/** What is refused for a reason is read, under a key. */
function readInstead(reason: 'table-undefined' | 'row-undefined'): Fault {
  return {
    tables: ({ read }) => ({
      read(table, row, right) {
        const found = read(table, row, right)
        return found === reason ? octets(1) : found
      },
    }),
  }
}
