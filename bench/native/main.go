// Judges subject documents by the policies with OPA as a library, in its fastest honest form: every document is parsed
// beforehand, two goroutines share the prepared queries, results stay terms and nothing is printed while it is timed.
//
//	go run . -policies ../../policies -documents subjects.jsonl [-verdicts verdicts.jsonl] [-goroutines 2]
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/version"
)

// As in src/subjects/schema.ts; the entrypoints of scripts/build-policy.ts.
var subjectTypes = []string{"organization", "environment", "cluster", "key"}

// Documents that are held at once: parsed ones take many times their bytes.
const batchSize = 2000

type subject struct {
	kind, id string
	document ast.Value
}

type figures struct {
	OPA             string  `json:"opa"`
	Go              string  `json:"go"`
	StartSeconds    float64 `json:"start_seconds"`
	EvaluateSeconds float64 `json:"evaluate_seconds"`
	// of both cores, without what the garbage collector does before
	EvaluateCPU float64 `json:"evaluate_cpu_seconds"`
	PeakBytes   int64   `json:"peak_bytes"`
	Subjects    int     `json:"subjects"`
	Verdicts    int64   `json:"verdicts"`
}

func main() {
	begun := time.Now()
	policies := flag.String("policies", "../../policies", "folder of the Rego sources")
	documents := flag.String("documents", "", "subject documents, one JSON a line")
	verdicts := flag.String("verdicts", "", "where to write what was judged, one JSON a line; untimed")
	goroutines := flag.Int("goroutines", 2, "goroutines that judge")
	// measured: a third less CPU than with Go's own 100, at the price of memory
	gc := flag.Int("gc", 1000, "GOGC")
	flag.Parse()
	debug.SetGCPercent(*gc)
	if err := run(begun, *policies, *documents, *verdicts, *goroutines); err != nil {
		fmt.Fprintln(os.Stderr, "native:", err)
		os.Exit(1)
	}
}

func run(begun time.Time, policies, documents, verdicts string, goroutines int) error {
	queries, err := prepare(policies)
	if err != nil {
		return err
	}
	found := figures{OPA: version.Version, Go: runtime.Version(), StartSeconds: time.Since(begun).Seconds()}
	file, err := os.Open(documents)
	if err != nil {
		return err
	}
	defer file.Close()
	sink, err := openSink(verdicts)
	if err != nil {
		return err
	}
	reader := bufio.NewReaderSize(file, 1<<20)
	for {
		batch, err := read(reader)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			break
		}
		runtime.GC()
		start, cpu := time.Now(), cpuSeconds()
		outcomes, err := judge(queries, batch, goroutines)
		found.EvaluateSeconds += time.Since(start).Seconds()
		found.EvaluateCPU += cpuSeconds() - cpu
		if err != nil {
			return err
		}
		for i, outcome := range outcomes {
			found.Subjects++
			found.Verdicts += int64(outcome.Len())
			if err := sink.write(batch[i], outcome); err != nil {
				return err
			}
		}
	}
	if err := sink.close(); err != nil {
		return err
	}
	found.PeakBytes = usage().Maxrss * 1024
	return json.NewEncoder(os.Stdout).Encode(found)
}

func usage() (own syscall.Rusage) {
	// it cannot fail for the process itself
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &own)
	return own
}

func cpuSeconds() float64 {
	own := usage()
	return time.Duration(own.Utime.Nano() + own.Stime.Nano()).Seconds()
}

// prepare compiles all policies once, and a query for each type of subject.
func prepare(folder string) (map[string]rego.PreparedEvalQuery, error) {
	modules := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".rego") || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		source, err := os.ReadFile(path)
		modules[path] = string(source)
		return err
	})
	if err != nil {
		return nil, err
	}
	compiler, err := ast.CompileModules(modules)
	if err != nil {
		return nil, err
	}
	queries := map[string]rego.PreparedEvalQuery{}
	for _, kind := range subjectTypes {
		query, err := rego.New(
			rego.Query("data.main."+kind),
			rego.Compiler(compiler),
			rego.GenerateJSON(func(term *ast.Term, _ *rego.EvalContext) (any, error) { return term.Value, nil }),
		).PrepareForEval(context.Background())
		if err != nil {
			return nil, err
		}
		queries[kind] = query
	}
	return queries, nil
}

// read parses the next documents; none at the end.
func read(reader *bufio.Reader) ([]subject, error) {
	var batch []subject
	for len(batch) < batchSize {
		line, err := reader.ReadBytes('\n')
		if len(line) > 1 {
			var named struct{ Type, ID string }
			if err := json.Unmarshal(line, &named); err != nil {
				return nil, err
			}
			document, err := ast.ValueFromReader(strings.NewReader(string(line)))
			if err != nil {
				return nil, err
			}
			batch = append(batch, subject{named.Type, named.ID, document})
		}
		if errors.Is(err, io.EOF) {
			return batch, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return batch, nil
}

func judge(queries map[string]rego.PreparedEvalQuery, batch []subject, goroutines int) ([]ast.Object, error) {
	outcomes := make([]ast.Object, len(batch))
	failures := make([]error, goroutines)
	var next atomic.Int64
	var running sync.WaitGroup
	for worker := range goroutines {
		running.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(batch) {
					return
				}
				query := queries[batch[i].kind]
				results, err := query.Eval(context.Background(), rego.EvalParsedInput(batch[i].document))
				if err != nil {
					failures[worker] = fmt.Errorf("%s %s: %w", batch[i].kind, batch[i].id, err)
					return
				}
				if len(results) != 1 {
					failures[worker] = fmt.Errorf("%s %s: %d results", batch[i].kind, batch[i].id, len(results))
					return
				}
				outcome, ok := results[0].Expressions[0].Value.(ast.Object)
				if !ok {
					failures[worker] = fmt.Errorf("%s %s: the result is no object", batch[i].kind, batch[i].id)
					return
				}
				outcomes[i] = outcome
			}
		})
	}
	running.Wait()
	return outcomes, errors.Join(failures...)
}

// sink writes what was judged, for comparison; without a file it writes nothing.
type sink struct {
	file   *os.File
	writer *bufio.Writer
}

func openSink(path string) (*sink, error) {
	if path == "" {
		return &sink{}, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &sink{file, bufio.NewWriterSize(file, 1<<20)}, nil
}

func (s *sink) write(about subject, outcome ast.Object) error {
	if s.file == nil {
		return nil
	}
	value, err := ast.JSON(outcome)
	if err != nil {
		return err
	}
	return json.NewEncoder(s.writer).Encode(map[string]any{"type": about.kind, "id": about.id, "outcomes": value})
}

func (s *sink) close() error {
	if s.file == nil {
		return nil
	}
	return errors.Join(s.writer.Flush(), s.file.Close())
}
