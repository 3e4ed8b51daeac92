/** Sessions that came to nothing, and those whose latency was not measured. */
export const failedBucket = -1
export const unmeasured = -2

/** The first bucket ends here, milliseconds; each further one is twice as wide. */
const firstEnd = 10
const lastBucket = 20

/** Which bucket a latency falls into: 0 up to 10 ms, 1 up to 20 ms, and so on up to some hours. */
export function bucketOf(milliseconds: number): number {
  if (milliseconds <= firstEnd) return 0
  return Math.min(lastBucket, Math.ceil(Math.log2(milliseconds / firstEnd)))
}

/** Sessions of a bucket. */
interface BucketCount {
  readonly bucket: number
  readonly sessions: number
}

/** The latency that a share of the sessions kept within, milliseconds, as exact as buckets are; null without one. */
export function quantileOf(counts: readonly BucketCount[], share: number): number | null {
  const measured = counts.filter(({ bucket }) => bucket >= 0).sort((a, b) => a.bucket - b.bucket)
  const wanted = share * measured.reduce((sum, { sessions }) => sum + sessions, 0)
  let below = 0
  for (const { bucket, sessions } of measured) {
    if (below + sessions >= wanted && sessions > 0) {
      const end = firstEnd * 2 ** bucket
      const start = bucket === 0 ? 0 : end / 2
      return Math.round(start + ((end - start) * (wanted - below)) / sessions)
    }
    below += sessions
  }
  return null
}
