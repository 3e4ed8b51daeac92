import { doubtOf, readReport } from '@ferraris/conformance'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'

interface VerifyOptions {
  readonly bench?: string
  readonly hardware?: string
  readonly firmware?: string
  readonly json?: boolean
}

/** `customer-device verify`: exit code 1 for a report that does not hold. */
export async function verifyReport(file: string, options: VerifyOptions): Promise<void> {
  const { bench, hardware, firmware, json } = options
  const report = readReport(readText('report', file))
  const doubt = doubtOf(report, { publicKey: bench, hardware, firmware })
  const { sample, maker, model, testedAt, verdict, signature } = report
  const found = {
    holds: doubt === undefined,
    ...(doubt !== undefined && { doubt }),
    sample,
    hardware: report.hardware,
    firmware: report.firmware,
    verdict,
    testedAt,
    bench: signature.publicKey,
  }
  show(json, found, () =>
    [
      `${maker} ${model}, sample ${sample}, hardware ${report.hardware}, firmware ${report.firmware}`,
      `tested ${testedAt} by the bench ${signature.publicKey}`,
      doubt === undefined ? print.success('holds: PASS') : print.failure(`does not hold: ${doubt}`),
    ].join('\n'),
  )
  if (doubt !== undefined) process.exitCode = 1
}
