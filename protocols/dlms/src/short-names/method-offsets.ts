/**
 * Where the methods of a class begin, as an offset from the base name of the object (IEC 62056-6-2, the short name
 * column of each class). They follow each other in steps of 8. A class that is missing has none, or none that short
 * names reach.
 */
const methodOffsets: Readonly<Record<number, number>> = {
  3: 0x28, // Register
  4: 0x38, // Extended register
  5: 0x48, // Demand register
  6: 0x30, // Register activation
  7: 0x58, // Profile generic
  8: 0x60, // Clock
  9: 0x20, // Script table
  10: 0x20, // Schedule
  11: 0x10, // Special days table
  12: 0x20, // Association SN
  15: 0x60, // Association LN
  17: 0x20, // SAP assignment
  18: 0x40, // Image transfer
  20: 0x50, // Activity calendar
  40: 0x38, // Push setup
  42: 0x60, // IPv4 setup
  61: 0x28, // Register table
  64: 0x30, // Security setup
  70: 0x20, // Disconnect control
  72: 0x60, // M-Bus client
}

/** Offset between the short names of neighbouring attributes, and of neighbouring methods. */
export const step = 8

export function methodOffset(classId: number): number | undefined {
  return methodOffsets[classId]
}
