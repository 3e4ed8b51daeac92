import { fromHex, HexError } from '@ferraris/bytes'
import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import { objectName } from '../../objects/object-name.ts'
import { sha256 } from '../forms/files.ts'
import { instance } from '../forms/names.ts'
import { subjectAt } from '../forms/subject.ts'
import { programme } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { settle } from '../steps/settle.ts'

/** Rows of a table at most, and octets of its file. */
const mostRows = 256
const longestFile = 200_000

export const writeTable = programme({
  kind: 'write-table',
  title: 'Write a table of rows from a file',
  parameters: Type.Object({ sha256, object: instance('table (class 1)') }, { additionalProperties: false }),
  // What a row of another maker's table means to the supply is known to that maker alone: it may be a limit of 0.
  risk: ({ object }) => (isCustomTable(object) ? 'none' : 'disconnects'),
  subject: ({ object }) => subjectAt('table', object, obisCodes.customTable),
  async perform(meter, { sha256: hash, object }, means) {
    const octets = await means.file(hash)
    if (octets === undefined) return { steps: [refused('table', `there is no file ${hash}`)] }
    const rows = rowsOf(octets)
    if (typeof rows === 'string') return { steps: [refused('table', rows)] }
    const { classId, attributes } = classes.data
    const found = await locate(meter, {
      classId,
      what: 'table of rows',
      usual: obisCodes.customTable,
      given: object,
      isOther: () => false,
    })
    if (isStep(found)) return { steps: [found] }
    const value = data.array(...rows.map(data.octets))
    return {
      steps: await settle(meter, {
        classId,
        obis: found.obis,
        attribute: attributes.value.id,
        name: 'rows',
        value,
      }),
    }
  },
})

/** Whether it is the table for which a meter has no use of its own. */
function isCustomTable(object: string | undefined): boolean {
  return object === undefined || objectName(object) === obisCodes.customTable
}

/** A row a line, hex digits; lines that begin with # are for people. Or why the file is none. */
function rowsOf(file: Uint8Array): Uint8Array[] | string {
  if (file.length > longestFile) return `the file is longer than ${longestFile} octets`
  const lines = new TextDecoder().decode(file).split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const rows: Uint8Array[] = []
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('#')) continue
    try {
      rows.push(fromHex(line.trim()))
    } catch (error) {
      if (!(error instanceof HexError)) throw error
      return `line ${i + 1} is no row of hex digits`
    }
  }
  return rows.length > mostRows ? `it has ${rows.length} rows; a table takes ${mostRows}` : rows
}
