# docker build -t airace . && docker run -p 8000:8000 -v airace:/data airace

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python -m venv /app
COPY requirements.lock ./
RUN /app/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml hatch_build.py LICENSE README.md CHANGELOG.md ./
COPY game_rules game_rules
COPY server server
COPY web_client web_client
# Node.js comes as a build requirement of the wheel and stays behind in this stage, and so does pip.
RUN /app/bin/pip install --no-deps . && /app/bin/pip uninstall --yes pip

FROM python:3.13-slim
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
