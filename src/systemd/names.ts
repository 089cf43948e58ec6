/** Names of the service manager's D-Bus interface: org.freedesktop.systemd1(5). */
export const managerName = 'org.freedesktop.systemd1'
export const managerPath = '/org/freedesktop/systemd1'
export const managerInterface = 'org.freedesktop.systemd1.Manager'
export const unitInterface = 'org.freedesktop.systemd1.Unit'
export const serviceInterface = 'org.freedesktop.systemd1.Service'
export const jobInterface = 'org.freedesktop.systemd1.Job'
export const propertiesInterface = 'org.freedesktop.DBus.Properties'
