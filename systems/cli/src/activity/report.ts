import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'

interface ReportOptions extends AskOptions {
  readonly format: string
  readonly output?: string
}

/** `activity report`. */
export async function reportActivity(id: string, options: ReportOptions): Promise<void> {
  const { headEnd, json, format } = options
  const file = options.output ?? `activity-${id.replace(/[^A-Za-z0-9._-]/g, '_')}.${format}`
  const path = `/activities/${encodeURIComponent(id)}/report?format=${encodeURIComponent(format)}`
  const octets = await new HeadEndDoor(headEnd).octets(path, `the report of ${id}`)
  try {
    writeFileSync(file, octets)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const detail = `${basename(file)} cannot be written (${code})`
    throw new InputError('--output', detail, 'choose a place that is yours', { cause })
  }
  show(json, { file, octets: octets.length }, () => `${file}  ${octets.length} octets`)
}
