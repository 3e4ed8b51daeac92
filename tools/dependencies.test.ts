import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
function json<T>(file: string): T {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as T
}

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly link?: boolean; readonly integrity?: string; readonly license?: string }>
  >
}
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** Permissive ones, and MPL-2.0 for what we only run. */
const licences =
  /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|MIT-0|CC0-1\.0|CC-BY-4\.0|Python-2\.0|Unlicense|PostgreSQL|Zlib|OFL-1\.1|Bitstream-Vera|MPL-2\.0)( (AND|OR) [\w.-]+)*\)?$/

/** Their package.json says nothing, or only where to look; the text in their archive does. */
const toldElsewhere = new Map([
  ['node_modules/@react-aria/optimize-locales-plugin', 'Apache-2.0'],
  ['node_modules/dejavu-fonts-ttf', 'Bitstream-Vera'],
  ['node_modules/png-js', 'MIT'],
])

test('uc SEC-12 every dependency has the digest of its archive and a licence that we know', () => {
  const { packages } = json<LockFile>('package-lock.json')
  const installed = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && !link,
  )
  expect(installed.length).toBeGreaterThan(50)
  expect(
    installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
  ).toEqual([])
  expect(
    installed.flatMap(([path, { license }]) => {
      const told = toldElsewhere.get(path) ?? license ?? 'none'
      return licences.test(told) ? [] : [`${path}: ${told}`]
    }),
  ).toEqual([])
})

test('uc SEC-12 our packages name exact versions', () => {
  const files = globSync('{.,*,*/*}/package.json', { cwd: root, exclude: name => name === 'node_modules' })
  const loose = files.flatMap(file => {
    const { dependencies, devDependencies } = json<Manifest>(file)
    return Object.entries({ ...dependencies, ...devDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(version))
      .map(([name, version]) => `${file}: ${name} ${version}`)
  })
  expect(files.length).toBeGreaterThan(15)
  expect(loose).toEqual([])
})
