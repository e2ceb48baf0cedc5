.DEFAULT_GOAL := help
.PHONY: help test unit chaos format reference sbom clean

help: ## Print this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

# every module is tested, whatever failed in those before; the sum says whether something did
test: ## Run all tests, with real servers; the last line is their sum
	@build/install-tools.sh
	@find . -path '*/target/*-reports/*' -type f -delete
	@status=0; mvn -B verify -Dmaven.test.failure.ignore=true || status=1; \
	build/test-summary.sh || status=1; \
	exit $$status

unit: ## Run the tests that need no server
	mvn -B test

chaos: ## Faults by chance for half an hour, or DURATION=PT5M; SEED=N draws the same again; its report is in runtime/target/chaos
	mvn -B -Pchaos verify -pl runtime -am \
	    $(if $(DURATION),-Dculvert.chaos.duration=$(DURATION)) $(if $(SEED),-Dculvert.chaos.seed=$(SEED))

format: ## Format the code
	mvn -B -q spotless:apply

reference: ## Write the JSON Schema and the pages in docs/ that are generated from the code
	mvn -B -q -pl schemas compile exec:java \
	    -Dexec.mainClass=dev.culvert.schemas.definition.reference.GenerateReference -Dexec.arguments=$(CURDIR)

sbom: ## Write target/bom.json, CycloneDX
	mvn -B -q -Psbom -DskipTests package

clean: ## Remove what was built
	mvn -B -q clean
