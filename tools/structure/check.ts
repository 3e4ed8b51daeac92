import { join } from 'node:path'
import { checkBorders } from './border-check.ts'
import { borders } from './borders.ts'
import { importCircles } from './circles.ts'
import { type Breach, type Project, readProject, unreadable } from './project.ts'
import { unusedExports } from './unused-exports.ts'

/** Every rule about the structure of this repository that a program can check. */
export function checkStructure(project: Project): Breach[] {
  return [
    ...unreadable(project),
    ...checkBorders(project, borders),
    ...importCircles(project),
    ...unusedExports(project),
    ...dialect(project),
    ...namedFunctions(project),
  ].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}

function dialect({ files }: Project): Breach[] {
  return files.flatMap(({ file, source }) => (source?.dialect ?? []).map(remark => ({ file, ...remark })))
}

/** The meter's COSEM face holds functions, not texts that name them; keys of its memory are constants with a name. */
function namedFunctions({ files }: Project): Breach[] {
  return files
    .filter(({ file, runs }) => runs && file.startsWith('devices/meter/src/cosem/'))
    .flatMap(({ file, source }) =>
      (source?.dottedTexts ?? []).map(({ line, message }) => ({
        file,
        line,
        message: `'${message}' names a function or value by a text; put the function there, or name the text by a constant`,
      })),
    )
}

if (import.meta.main) {
  const breaches = checkStructure(readProject(join(import.meta.dirname, '../..')))
  for (const { file, line, message } of breaches) console.error(`${file}:${line}: ${message}`)
  if (breaches.length > 0) process.exitCode = 1
}
