import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { say } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'

/** The folder of the built console. Where it was not built the head-end serves its REST interface alone. */
export function consolePages(): string | undefined {
  return builtPages('dist', 'index.html')
}

/** The same of the monitoring platform's pages. */
export function monitoringPages(): string | undefined {
  return builtPages('dist/monitoring', 'monitoring.html')
}

function builtPages(place: string, page: string): string | undefined {
  const folder = join(dirname(fileURLToPath(import.meta.resolve('@ferraris/console/package.json'))), place)
  if (existsSync(join(folder, page))) return folder
  say(
    style.quiet(
      'The console is not built, only the REST interface is served: run node tools/build-console.ts',
    ),
  )
  return undefined
}
