import { insideTests } from './inside-tests.ts'

insideTests('systemd-room.ts', 'the systemd room')
