# docker build -t airace . && docker run -p 8000:8000 -v airace:/data airace

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python -m venv /app && python -m venv /build
COPY requirements.lock requirements-build.lock ./
RUN /app/bin/pip install --require-hashes --only-binary :all: -r requirements.lock \
 && /build/bin/pip install --require-hashes --only-binary :all: -r requirements-build.lock
COPY pyproject.toml hatch_build.py LICENSE README.md CHANGELOG.md ./
COPY game_rules game_rules
COPY server server
COPY web_client web_client
# Without isolation nothing is fetched to build the wheel but what the lock names. Node.js, which is part of it, stays behind
# in this stage, and so does pip.
RUN /build/bin/pip wheel --no-build-isolation --no-deps --wheel-dir /wheels . \
 && /app/bin/pip install --no-deps --no-index /wheels/airace-*.whl \
 && /app/bin/pip uninstall --yes pip

FROM python:3.13-slim
# Python's own image brings pip, and the copy of it that a new environment would get.
RUN rm -r "$(python -c 'import ensurepip, os; print(os.path.dirname(ensurepip.__file__))')" \
 && python -m pip uninstall --yes --root-user-action=ignore pip
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin airace \
 && mkdir /data && chown airace:airace /data
COPY --from=build /app /app
ENV PATH="/app/bin:$PATH" PYTHONUNBUFFERED=1 AIRACE_DATABASE="sqlite:////data/airace.sqlite3"
USER airace
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT ["airace"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
