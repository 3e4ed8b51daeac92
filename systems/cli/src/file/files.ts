import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** A file as the head-end tells it. */
export interface DeviceFile {
  readonly sha256: string
  readonly kind: string
  readonly name: string
  readonly version: string
  readonly models: readonly string[]
  readonly legal: boolean
  readonly size: number
  readonly state: string
  readonly vendorKey: string | null
  readonly uploadedAt: string
  readonly uploadedBy: string
  readonly approvedBy: string | null
  readonly availableBy: string | null
  readonly withdrawnBy: string | null
  readonly reason: string | null
}

interface ListOptions extends AskOptions {
  readonly kind?: string
  readonly state?: string
  readonly model?: string
  readonly limit: number
}

/** `file list`. */
export async function listFiles({ headEnd, json, kind, state, model, limit }: ListOptions): Promise<void> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(kind !== undefined && { kind }),
    ...(state !== undefined && { state }),
    ...(model !== undefined && { model }),
  })
  const page = (await new HeadEndDoor(headEnd).get(`/files?${query}`, 'the list of files')) as {
    readonly items: readonly DeviceFile[]
  }
  show(json, page, () => (page.items.length === 0 ? 'no files' : filesTable(page.items)))
}

function filesTable(files: readonly DeviceFile[]): string {
  const heads = [
    { title: 'sha-256' },
    { title: 'kind' },
    { title: 'name', flexible: 'cut' as const },
    { title: 'version' },
    { title: 'for' },
    { title: 'state' },
    { title: 'uploaded' },
    { title: 'by' },
  ]
  return table(
    heads,
    files.map(({ sha256, kind, name, version, models, state, uploadedAt, uploadedBy }) => [
      sha256.slice(0, 12),
      kind,
      name,
      version,
      models.join(', ') || 'any model',
      state,
      `${uploadedAt.slice(0, 16)}Z`,
      uploadedBy,
    ]),
  )
}

/** `file show`. */
export async function showFile(sha256: string, { headEnd, json }: AskOptions): Promise<void> {
  const file = await new HeadEndDoor(headEnd).get(pathOf(sha256), `file ${sha256}`)
  showOne(json, file as DeviceFile)
}

/** `file approve`, `file release`, `file withdraw`. */
export async function moveFile(
  move: 'approve' | 'release' | 'withdraw',
  sha256: string,
  { headEnd, json, reason }: AskOptions & { readonly reason?: string },
): Promise<void> {
  const body = reason === undefined ? undefined : { reason }
  const file = await new HeadEndDoor(headEnd).post(`${pathOf(sha256)}/${move}`, body, `to ${move} ${sha256}`)
  showOne(json, file as DeviceFile)
}

function pathOf(sha256: string): string {
  return `/files/${encodeURIComponent(sha256)}`
}

/** Prints one file. */
export function showOne(json: boolean | undefined, file: DeviceFile): void {
  show(json, file, () => {
    const { name, kind, version, models, size, state, sha256, uploadedBy, approvedBy, reason, legal } = file
    const part = legal ? ', legally relevant' : ''
    const people = [
      `uploaded by ${uploadedBy}`,
      ...(approvedBy === null ? [] : [`approved by ${approvedBy}`]),
      ...(file.availableBy === null ? [] : [`made available by ${file.availableBy}`]),
      ...(file.withdrawnBy === null ? [] : [`withdrawn by ${file.withdrawnBy}: ${reason}`]),
    ]
    return [
      `${print.name(name)}  ${kind} ${version}${part} for ${models.join(', ') || 'any model'}: ${state}`,
      `  ${size} octets, SHA-256 ${sha256}, signed by ${file.vendorKey ?? 'nothing'}`,
      `  ${print.quiet(people.join(', '))}`,
    ].join('\n')
  })
}
