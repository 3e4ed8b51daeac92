import { describeDistrict } from '@ferraris/district'
import { dataFolder } from '../keys/data-folder.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** `district describe`: meters and concentrators of a data folder, whether they run or not. */
export function describe({ data, json }: { data?: string; json?: boolean }): void {
  const district = describeDistrict(dataFolder(data))
  const { meters, concentrators } = district
  show(json, district, () => {
    const list = table(
      [{ title: 'serial' }, { title: 'household' }, { title: 'URI', flexible: 'cut' }],
      meters.map(({ serial, household, uri }) => [print.name(serial), household, uri]),
    )
    if (concentrators === undefined) return list
    return `${list}\n\n${table(
      ['concentrator', 'substation', 'meters', 'at the transformer'].map(title => ({ title })),
      concentrators.map(({ name, substation, meters: count, balanceMeter }) => [
        print.name(name),
        substation,
        String(count),
        balanceMeter,
      ]),
    )}\n${print.quiet('smitp+g2: a meter on a power line, read by its concentrator; the head-end reaches it through that one')}`
  })
}
