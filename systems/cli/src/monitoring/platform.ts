import { HeadEndDoor } from '../head-end/head-end-door.ts'

/** What every command says that asks the platform. */
export interface PlatformOptions {
  readonly platform: string
  readonly json?: boolean
}

/** The platform answers as a head-end does, and takes the same token. */
export function platformAt({ platform }: PlatformOptions): HeadEndDoor {
  return new HeadEndDoor(platform, { option: '--platform', name: 'the platform' })
}
