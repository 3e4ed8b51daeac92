import { describeDistrict } from '@ferraris/district'
import { dataFolder } from '../keys/data-folder.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** `district describe`: the meters of a data folder, whether they run or not. */
export function describe({ data, json }: { data?: string; json?: boolean }): void {
  const district = describeDistrict(dataFolder(data))
  show(json, district, () =>
    table(
      [{ title: 'serial' }, { title: 'household' }, { title: 'URI', flexible: 'cut' }],
      district.meters.map(({ serial, household, uri }) => [print.name(serial), household, uri]),
    ),
  )
}
