# One word for each thing that a developer does. `make help` lists them.

ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell python3 -m localenv.interpreter || echo python3)
endif
PORT ?= 8000
ARGS ?=
VENV := .venv/bin/python
SETUP := $(PYTHON) -m localenv.bootstrap

.DEFAULT_GOAL := help
.PHONY: help setup run stop test mutants guards faults faults-disk faults-load containers bench lint audit sqlmap format codes shell lock clean

help:  ## この一覧を表示する
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1	/'

setup:  ## 部品だけをそろえる（.venv と、検査の道具の .local/semgrep）
	@$(SETUP) runtime development semgrep

run:  ## すべてを始める（初めてのときは準備もする）。PORT=8001 make run で番号を、DAY=2027-04-01 make run で日を変える
	@$(SETUP) runtime
	@exec env PORT=$(PORT) $(VENV) -m localenv.run

stop:  ## 別の画面から終わらせる
	@$(PYTHON) -m localenv.stop

test:  ## すべての検査と試験。一部だけ: make test ARGS="tests/cases -k foo"、別の日で: DAY=2027-04-01 make test
	@$(SETUP) runtime development
	@exec $(VENV) -m localenv.check $(if $(ARGS),pytest $(ARGS),all)

mutants:  ## 規則を1つずつ外し、試験が赤くなるかを確かめる（docs/proof.md）。一部だけ: ARGS="R4 R5"
	@$(SETUP) runtime development
	@exec $(VENV) -m tests.mutation.run $(ARGS)

guards:  ## 断る決まりを1つずつ外し、それに出会う試験が赤くなるかを確かめる（docs/proof.md）。一部だけ: ARGS="tests/plans"
	@$(SETUP) runtime development
	@exec $(VENV) -m localenv.check pytest -p tests.mutation.without_guards -q $(ARGS)

faults:  ## 故障の試験をすべて（docs/faults.md）。ディスク満杯は faults-disk
	@$(SETUP) runtime development
	@exec $(VENV) -m localenv.check pytest -m "(faults or nightly) and not disk and not load" -n 1 -q $(ARGS)

faults-disk:  ## ディスクが満杯になる、電源が切れる試験（root で。できない機械では失敗する）
	@$(SETUP) runtime development
	@exec unshare --mount --propagation private $(VENV) -m localenv.check pytest -m disk -n 0 -q $(ARGS)

faults-load:  ## 500人が同時に使う試験（ほかに何も動いていない機械で）。LOAD_PEOPLE=100 で小さく
	@$(SETUP) runtime development
	@exec $(VENV) -m localenv.check pytest -m load -n 0 -q -s $(ARGS)

containers:  ## イメージを作り、コンテナの中で docs/deploy.md の手順を試す（root で。初めは十分ほど）
	@$(SETUP) runtime development
	@exec $(VENV) -m localenv.check pytest -m containers -n 0 -q $(ARGS)

bench:  ## 速さを測る（時間は合否にしない）。初めは見本の区を大きく作る。BENCH_CASES=2000 で小さく
	@$(SETUP) runtime development
	@$(if $(ARGS),true,$(VENV) -m benchmarks.run)
	@exec $(VENV) -m localenv.check pytest $(if $(ARGS),$(ARGS),benchmarks/plan_pdf.py) -n 0 -q -s --durations=0

lint:  ## 検査だけ（書き方、型、設定、移行）
	@$(SETUP) runtime development
	@exec $(VENV) -m localenv.check lint

format:  ## Python の書き方をそろえる
	@$(SETUP) runtime development
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

codes:  ## 見本の職員の名前、パスワード、いまの確認コードを表示する
	@exec $(VENV) -m localenv.command sample_logins

shell:  ## 動いている環境で Django のシェルを開く
	@exec $(VENV) -m localenv.command shell

audit:  ## 部品に知られている弱点がないかを調べる（インターネットが要る。調べられなければ赤）
	@$(SETUP) runtime development
	@exec $(VENV) -m localenv.audit $(ARGS)

sqlmap:  ## 動いている画面に SQL の穴がないかを、道具で探す（初めは道具を置くので、インターネットが要る。数十分）
	@$(SETUP) runtime development
	@$(VENV) -m localenv.injection
	@exec $(VENV) -m localenv.check pytest -m sqlmap -n 0 -q -s $(ARGS)

lock:  ## requirements/*.in から、版とハッシュを固定し直し、部品の一覧（parts.cdx.json）を作り直す
	@$(SETUP) runtime development
	@for name in runtime development semgrep sqlmap; do \
	  cd requirements && ../$(VENV) -m piptools compile --quiet --upgrade --generate-hashes \
	    --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links \
	    --no-emit-trusted-host --output-file $$name.txt $$name.in && cd .. || exit 1 ; \
	done
	@$(SETUP) runtime development
	@$(VENV) -m localenv.parts

clean: stop  ## 見本のデータと試験の跡、.venv を消す
	rm -rf .local .venv staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis
