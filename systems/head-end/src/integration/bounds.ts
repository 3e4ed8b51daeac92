import { msPerDay, msPerMinute, msPerSecond } from '@ferraris/metering'

/** Attempts at a message that the other end fails over, before it is a dead letter. */
export const mostAttempts = 16
/** From one attempt to the next: doubled each time. */
export const firstRetryMs = msPerSecond
export const longestRetryMs = 15 * msPerMinute
/** A destination that is away is tried at least so often, and its messages wait for so long. */
export const longestAwayRetryMs = 2 * msPerMinute
export const longestWaitMs = 7 * msPerDay
/** A process has what it leases for so long: longer than any sending. */
export const leaseMs = msPerMinute
/** Messages of one destination under way at a time. */
export const mostUnderWay = 16
/** Messages that may wait for one destination: beyond, nothing new is published to it, and its requests are refused. */
export const mostWaiting = 100_000
/** An overview tells of queues from so many messages on. */
export const manyWaiting = 1000
/** Messages that are over are kept so long, so that one that comes again is known. */
export const keptMs = 30 * msPerDay
/** End devices that one published message tells of. */
export const mostDevicesAMessage = 100
/** Meters of one control that get an order each; more are an activity. */
export const mostOrdersAControl = 20
/** Meters that one request may name; more are what groups and activities are for. */
export const mostDevicesARequest = 1000
export const mostDestinations = 100
/** A process takes the requests of a broker by a lease of this length, and renews it at a third of it. */
export const doorLeaseMs = 15 * msPerSecond
