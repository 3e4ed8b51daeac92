import { obis } from '@ferraris/cosem'
import { msOf } from '@ferraris/metering'
import { type MeterReadout, parseReadoutUri, readOut } from '@ferraris/transport'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { table } from '../../terminal/table.ts'
import { type ConnectOptions, printFrame } from '../open/open-meter.ts'
import { obisName } from '../values/obis-names.ts'
import { parseTarget } from '../values/target.ts'

interface ReadoutOptions extends Pick<ConnectOptions, 'timeout' | 'frames'> {
  readonly json?: boolean
}

/** What a meter reads out in modes A to C of IEC 62056-21: all it has, or of it what is asked for. */
export async function readReadout(
  text: string,
  targets: readonly string[],
  options: ReadoutOptions,
): Promise<void> {
  const wanted = new Set<string>(targets.map(target => parseTarget(target).obis))
  const read = await readOut(parseReadoutUri(text), {
    timeoutMs: msOf(options.timeout),
    onFrame: options.frames ? printFrame : undefined,
  })
  const sets = setsOf(read).filter(set => wanted.size === 0 || (set.obis !== null && wanted.has(set.obis)))
  const { manufacturer, identification } = read.identification
  const faults = read.faults.map(({ message }) => message)
  show(options.json, { manufacturer, identification, sets, faults }, () =>
    [
      print.heading(`${manufacturer}  ${identification}`),
      '',
      table(
        [
          { title: 'address' },
          { title: 'name', flexible: 'cut' },
          { title: 'value', align: 'right' },
          { title: '' },
        ],
        sets.map(({ address, name, value, unit }) => [print.name(address), name, value, unit]),
      ),
      ...faults.map(fault => print.warning(fault)),
    ].join('\n'),
  )
}

/** Data sets as rows; of several values in one set the last is what it is about, those before say when. */
function setsOf({ sets }: MeterReadout) {
  return sets.map(({ address, obis: code, values }) => ({
    address,
    obis: code ?? null,
    name: code === undefined ? '' : obisName(obis(code)),
    value: values.map(({ value }) => value).join(' '),
    unit: values.at(-1)?.unit ?? '',
  }))
}
