// go-updater-client does what a program that embeds go-updater does: go-updater-client URL VERSION TARGET.
package main

import (
	"fmt"
	"os"

	updater "github.com/choria-io/go-updater"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: go-updater-client URL VERSION TARGET")
		os.Exit(64)
	}
	err := updater.Apply(updater.SourceRepo(os.Args[1]), updater.Version(os.Args[2]), updater.TargetFile(os.Args[3]))
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	if rollback := updater.RollbackError(err); rollback != nil {
		fmt.Fprintln(os.Stderr, "the rollback failed, too:", rollback)
		os.Exit(2)
	}
	os.Exit(1)
}
