import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { LoadCurveError } from './load-curve-error.ts'
import { type MeasuredCurves, measuredCurves } from './measured-curves.ts'
import { parseLoadCurves } from './parse-load-curves.ts'

/** A gzip file of a few MB holds some hundred households; what unpacks to more than this is no load curve. */
const largestFile = 1024 ** 3

/**
 * Reads a file of measured load curves, CSV or gzipped CSV (told by its first octets, not by its name).
 *
 * @throws {LoadCurveError} when the file cannot be read or is not in the form of `parseLoadCurves`
 */
export function readLoadCurves(file: string): MeasuredCurves {
  const octets = attempt(file, () => readFileSync(file))
  const gzipped = octets[0] === 0x1f && octets[1] === 0x8b
  const text = gzipped ? attempt(file, () => gunzipSync(octets, { maxOutputLength: largestFile })) : octets
  return measuredCurves(parseLoadCurves(text.toString('utf8'), file))
}

function attempt(file: string, read: () => Buffer): Buffer {
  try {
    return read()
  } catch (cause) {
    throw new LoadCurveError('unreadable', cause instanceof Error ? cause.message : String(cause), file)
  }
}
