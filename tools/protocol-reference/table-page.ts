import { concentratorCatalogue } from '@ferraris/smitp/concentrator-tables'
import { describeRows, type RowDescription } from '@ferraris/smitp/tables'

/** The page of the tables of METERS AND MORE. */
export function tablePage(): [path: string, page: string] {
  return [
    'tables.md',
    `# Tables of METERS AND MORE

Written from \`protocols/smitp/src/tables\` (\`node tools/protocol-reference.ts\`). What of the tables is public and what is our
choice, says the [package](../../protocols/smitp/README.md).

${describeRows().map(section).join('\n')}
# Tables of a concentrator

For the central system, over IP.

${describeRows(concentratorCatalogue).map(section).join('\n')}`,
  ]
}

function section({
  kind,
  name,
  table,
  rows: [first, last, meaning],
  octets,
  fields,
  actions,
}: RowDescription): string {
  const rows = first === last ? `row ${first}` : `rows ${first} to ${last}`
  const may = actions.map(
    ({ action, right }) => `${action} ${right === 'clear' ? 'in clear' : `with the right \`${right}\``}`,
  )
  return `## Table ${table}, ${rows}: ${name}

\`${kind}\`, ${lengthText(octets)}; ${may.join(', ')}.${meaning === undefined ? '' : ` The number of a row: ${meaning}.`}

| member | octets | range | unit |
|---|---:|---|---|
${fields
  .map(
    ({ name: member, octets: length, range, unit }) =>
      `| \`${member}\` | ${length ?? 'any'} | ${range?.join(' … ') ?? ''} | ${unit ?? ''} |`,
  )
  .join('\n')}
`
}

function lengthText([least, most]: RowDescription['octets']): string {
  if (least === most) return `${least} ${least === 1 ? 'octet' : 'octets'}`
  return most === undefined ? `${least} or more octets` : `${least} to ${most} octets`
}
