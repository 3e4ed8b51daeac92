import { type FrameNumber, frameNumbers } from './frames/frame.ts'

/**
 * User profiles: which frames a customer has asked for, as 32 bits. A frame's bit is its place in the list of frames, so
 * that new frames only append (our choice; the catalogue of CEI TS 13-82 is no public text).
 */
export type ProfileMask = number

/** The mask of frames. */
export function maskOf(frames: Iterable<FrameNumber>): ProfileMask {
  let mask = 0
  for (const frame of frames) mask |= 1 << frameNumbers.indexOf(frame)
  return mask >>> 0
}

/** The frames of a mask; bits without a frame are passed over. */
export function framesOf(mask: ProfileMask): FrameNumber[] {
  return frameNumbers.filter(frame => includes(mask, frame))
}

export function includes(mask: ProfileMask, frame: FrameNumber): boolean {
  return (mask & (1 << frameNumbers.indexOf(frame))) !== 0
}

const basic = [1, 5, 10, 20, 21, 22] as const
const prosumer = [...basic, 2, 11, 41, 51] as const
const quality = [...prosumer, 3, 4, 9, 23] as const
const prepaid = [...quality, 25] as const

/** Profiles to choose from; `monitoring` is the frame set of the campaign of 2017 and 2018. */
export const profiles = {
  monitoring: maskOf([1, 2, 21, 22, 25, 41]),
  basic: maskOf(basic),
  prosumer: maskOf(prosumer),
  quality: maskOf(quality),
  prepaid: maskOf(prepaid),
} as const
export type ProfileName = keyof typeof profiles
