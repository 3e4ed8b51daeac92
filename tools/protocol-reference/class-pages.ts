import { at } from '@ferraris/bytes'
import { type InterfaceClass, interfaceClasses } from '@ferraris/cosem/classes'

/** A page for each interface class with all its versions, and one that lists them. */
export function* classPages(): Generator<[path: string, page: string]> {
  const byNumber = Map.groupBy(interfaceClasses, ({ classId }) => classId)
  yield ['classes/README.md', listOfClasses([...byNumber.values()])]
  for (const versions of byNumber.values()) yield [`classes/${fileOf(at(versions, 0))}`, classPage(versions)]
}

function fileOf({ classId, name }: InterfaceClass): string {
  return `${String(classId).padStart(3, '0')}-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.md`
}

function listOfClasses(classes: readonly (readonly InterfaceClass[])[]): string {
  return `# Interface classes

Written from \`protocols/cosem/src/interface-classes\` (\`node tools/protocol-reference.ts\`). The numbering is that of
IEC 62056-6-2; names and words are ours.

| class | name | versions |
|---:|---|---|
${classes.map(rowOfClass).join('\n')}
`
}

function rowOfClass(versions: readonly InterfaceClass[]): string {
  const first = at(versions, 0)
  return `| ${first.classId} | [${first.name}](${fileOf(first)}) | ${versions.map(({ version }) => version).join(', ')} |`
}

function classPage(versions: readonly InterfaceClass[]): string {
  const { classId, name } = at(versions, 0)
  return `# Class ${classId}: ${name}

[All classes](README.md) · IEC 62056-6-2

${[...versions].reverse().map(versionSection).join('\n')}`
}

function versionSection({ version, attributes, methods }: InterfaceClass): string {
  return `## Version ${version}

| | attribute | type | changes | meaning |
|---:|---|---|---|---|
${Object.entries(attributes)
  .map(
    ([name, { id, type, behaviour, meaning }]) =>
      `| ${id} | \`${name}\` | \`${type.text}\` | ${behaviour === 'dynamic' ? 'by itself' : ''} | ${meaning} |`,
  )
  .join('\n')}
${methodTable(methods)}`
}

function methodTable(methods: InterfaceClass['methods']): string {
  return Object.keys(methods).length === 0
    ? ''
    : `
| | method | parameter | meaning |
|---:|---|---|---|
${Object.entries(methods)
  .map(([name, { id, type, meaning }]) => `| ${id} | \`${name}\` | \`${type.text}\` | ${meaning} |`)
  .join('\n')}
`
}
