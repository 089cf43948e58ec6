module go-updater-client

go 1.24

tool github.com/choria-io/go-updater/cmd/update-repo

require github.com/choria-io/go-updater v0.1.0

require (
	github.com/choria-io/fisk v0.2.1 // indirect
	github.com/sirupsen/logrus v1.9.0 // indirect
	golang.org/x/sys v0.2.0 // indirect
)
