import { constants, getPriority, setPriority } from 'node:os'

// Loaded before a test file of a modest suite: who waits for events gets a processor first, but never all of them. What the file starts is as modest.
setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL))
