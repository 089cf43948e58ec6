/** The machine's own time zone, as an IANA name: for windows that name none, as systemd reads calendar times that name none. */
export const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone
